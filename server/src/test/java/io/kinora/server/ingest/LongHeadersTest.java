package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stream headers of megabytes, which no producer needs.
final class LongHeadersTest {
  private static final long T = 1_700_000_000_000L;
  private static final int LENGTH = 3 << 20;
  private static final int COUNT = 8;

  @TempDir private Path data;

  @Test
  void theyAreBoundedTogetherAndOrdinaryUploadsGoOn() throws Exception {
    var crowd = new ArrayList<RawConnection>();
    try (var server = TestServer.start(data, Map.of())) {
      server.createStream("cam", 24);
      var ordinary = server.putMedia("cam");
      crowd.add(ordinary);
      ordinary.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
      assertThat(ordinary.textChunk()).contains("BUFFERING");

      var answers = new ArrayList<String>();
      for (int i = 0; i < COUNT; i++) {
        var producer = server.putMedia("cam");
        crowd.add(producer);
        producer.sendChunk(longHeader());
        producer.sendChunk(Mkv.cluster(T, 3));
        answers.add(producer.textChunk());
      }

      assertThat(answers.subList(0, 5)).allMatch(ack -> ack.contains("BUFFERING"));
      assertThat(answers.subList(5, COUNT))
          .allMatch(ack -> ack.contains("\"ErrorCode\":\"INTERNAL_ERROR\",\"ErrorId\":5000"));
      ordinary.sendChunk(Mkv.endOfFragment());
      assertThat(List.of(ordinary.textChunk(), ordinary.textChunk()))
          .anyMatch(ack -> ack.contains("PERSISTED"));
    } finally {
      for (var connection : crowd) {
        connection.close();
      }
    }
  }

  private static byte[] longHeader() {
    var filler = ByteBuffer.allocate(LENGTH);
    filler.put((byte) 0xEC).putLong(0x01L << 56 | (LENGTH - 9));
    return Mkv.join(Mkv.header(1), filler.array());
  }
}
