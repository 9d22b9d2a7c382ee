package io.kinora.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.benchmarks.stream.SyntheticStream;
import io.kinora.benchmarks.stream.SyntheticStream.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class FragmentTemplateTest {
  private static final SyntheticStream STREAM = new SyntheticStream(Shape.KVSSINK, 200_000, 50);

  @Test
  void theChunksCarryTheBlocks() {
    assertThat(dechunk(FragmentTemplate.bulk(STREAM))).isEqualTo(STREAM.blocks());
    assertThat(dechunk(FragmentTemplate.frames(STREAM))).isEqualTo(STREAM.blocks());
  }

  @Test
  void aStampStandsInThePayloadOfItsFrame() {
    var template = FragmentTemplate.frames(STREAM).copy();
    template.stamp(7, 123_456_789);

    byte[] blocks = dechunk(template);

    int payload = STREAM.payloadStarts()[7];
    assertThat(FragmentTemplate.stamp(ByteBuffer.wrap(blocks).position(payload)))
        .isEqualTo(123_456_789);
    assertThat(dechunk(FragmentTemplate.frames(STREAM))).isEqualTo(STREAM.blocks());
  }

  private static byte[] dechunk(FragmentTemplate template) {
    var out = new ByteArrayOutputStream();
    var reader =
        new ResponseReader(
            piece -> {
              byte[] octets = new byte[piece.remaining()];
              piece.get(octets);
              out.writeBytes(octets);
            });
    reader.feed(
        ByteBuffer.wrap(ResponseReader.request("HTTP/1.1 200 OK\nTransfer-Encoding: chunked")));
    for (int i = 0; i < template.pieces(); i++) {
      reader.feed(template.piece(i));
    }
    return out.toByteArray();
  }
}
