package io.kinora.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.benchmarks.stream.SyntheticStream;
import io.kinora.benchmarks.stream.SyntheticStream.Shape;
import io.kinora.media.matroska.MatroskaTags;
import io.kinora.media.matroska.MatroskaTags.SimpleTag;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaScannerTest {
  private static final SyntheticStream STREAM = new SyntheticStream(Shape.KVSSINK, 3000, 5);
  private static final int CHECKSUM = FragmentTemplate.checksum(STREAM);

  private int frames;
  private int fragments;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1024, 100_000})
  void fragmentsAreReadHoweverTheyArrive(int pieceBytes) {
    var out = new ByteArrayOutputStream();
    chunk(out, 1, STREAM.blocks());
    chunk(out, 2, STREAM.blocks());

    scan(out, pieceBytes);

    assertThat(fragments).isEqualTo(2);
    assertThat(frames).isEqualTo(10);
  }

  @Test
  void anOctetThatWasNotSentIsFound() {
    byte[] blocks = STREAM.blocks().clone();
    blocks[100] ^= 1;
    var out = new ByteArrayOutputStream();
    chunk(out, 1, blocks);

    assertThatThrownBy(() -> scan(out, 1024)).isInstanceOf(LoadException.class);
  }

  @Test
  void aRepeatedFragmentIsFound() {
    var out = new ByteArrayOutputStream();
    chunk(out, 1, STREAM.blocks());
    chunk(out, 1, STREAM.blocks());

    assertThatThrownBy(() -> scan(out, 1024)).isInstanceOf(LoadException.class);
  }

  @Test
  void aFragmentWithoutItsEndIsFound() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(STREAM.header());
    out.writeBytes(numbered(1));
    chunk(out, 2, STREAM.blocks());

    assertThatThrownBy(() -> scan(out, 1024)).isInstanceOf(LoadException.class);
  }

  private static void chunk(ByteArrayOutputStream out, int number, byte[] blocks) {
    out.writeBytes(STREAM.header());
    out.writeBytes(numbered(number));
    out.writeBytes(STREAM.clusterHead(0));
    out.writeBytes(blocks);
    out.writeBytes(tags("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW", "0"));
  }

  private static byte[] numbered(int number) {
    return tags("AWS_KINESISVIDEO_FRAGMENT_NUMBER", "%047d".formatted(number));
  }

  private static byte[] tags(String name, String value) {
    return MatroskaTags.encode(List.of(new SimpleTag(name, value)));
  }

  private void scan(ByteArrayOutputStream media, int pieceBytes) {
    var scanner =
        new MediaScanner(
            OptionalInt.of(CHECKSUM),
            new MediaScanner.Observer() {
              @Override
              public void frame(ByteBuffer payload) {
                assertThat(payload.remaining()).isEqualTo(FragmentTemplate.stampEnd());
                frames++;
              }

              @Override
              public void fragment() {
                fragments++;
              }
            });
    byte[] octets = media.toByteArray();
    for (int at = 0; at < octets.length; at += pieceBytes) {
      scanner.feed(ByteBuffer.wrap(octets, at, Math.min(pieceBytes, octets.length - at)));
    }
  }
}
