package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Uploads and responses that last as long as they may, although there is more to send.
@Timeout(60)
final class LongConnectionsTest {
  private static final long T = 1_700_000_000_000L;
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final String TRAILER = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";

  @TempDir private Path data;

  @Test
  void anUploadEndsWithItsErrorAndKeepsWhatWasComplete() throws Exception {
    try (var server = server("ingest.max-session-duration")) {
      long begun = System.nanoTime();
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 2), Mkv.endOfFragment()));
        assertThat(producer.textChunk()).contains("BUFFERING");
        assertThat(producer.textChunk()).contains("RECEIVED");
        assertThat(producer.textChunk()).contains("PERSISTED");
        producer.sendChunk(Mkv.cluster(T + 1000, 2));
        assertThat(producer.textChunk()).contains("BUFFERING");

        assertThat(producer.textChunk())
            .startsWith("{\"EventType\":\"ERROR\"")
            .endsWith("\"ErrorCode\":\"MAX_CONNECTION_DURATION_REACHED\",\"ErrorId\":4003}\n");
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(LONGEST.toNanos());
        assertThat(producer.rest()).isEqualTo("0\r\n\r\n");
      }
      assertThat(server.call("listFragments", "{\"StreamName\":\"cam\"}").body())
          .containsOnlyOnce("FragmentNumber");
    }
  }

  @Test
  void aReaderGetsTheChunkUnderWayToItsEndAndNoOther() throws Exception {
    try (var server = server("live.max-duration");
        var producer = server.putMedia("cam")) {
      var first = Mkv.cluster(T, 2);
      producer.sendChunk(Mkv.join(Mkv.header(1), first));
      assertThat(producer.textChunk()).contains("BUFFERING");
      try (var reader = read(server)) {
        var received = new StringBuilder();
        readUntil(reader, received, first);
        long longest = System.nanoTime() + LONGEST.toNanos();
        for (int octets = 300; System.nanoTime() < longest; octets++) {
          var frame = Mkv.simpleBlock(1, 80, false, octets);
          producer.sendChunk(frame);
          readUntil(reader, received, frame);
        }
        assertThat(received).doesNotContain(TRAILER);

        producer.sendChunk(Mkv.join(Mkv.endOfFragment(), Mkv.cluster(T + 1000, 2)));

        received.append(new String(reader.chunks(), ISO_8859_1));
        assertThat(received.toString())
            .containsOnlyOnce(TRAILER)
            .doesNotContain(new String(Mkv.cluster(T + 1000, 2), ISO_8859_1));
        reader.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(reader.response()).as("it ended in good order").startsWith("HTTP/1.1 200 ");
      }
    }
  }

  /// With that limit.
  private TestServer server(String limit) throws Exception {
    var server =
        TestServer.start(data, Map.of(limit, LONGEST.toString(), "live.idle-timeout", "30s"));
    server.createStream("cam", 24);
    return server;
  }

  private static RawConnection read(TestServer server) throws IOException {
    var body = "{\"StreamName\":\"cam\",\"StartSelector\":{\"StartSelectorType\":\"NOW\"}}";
    var reader = server.connect();
    reader.send(
        "POST /getMedia HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body));
    assertThat(reader.head()).startsWith("HTTP/1.1 200 ");
    return reader;
  }

  private static void readUntil(RawConnection reader, StringBuilder received, byte[] end)
      throws IOException {
    var text = new String(end, ISO_8859_1);
    int from = received.length();
    while (received.indexOf(text, Math.max(0, from - text.length())) < 0) {
      var chunk = reader.chunk();
      assertThat(chunk).as("the response ended before the expected octets").isNotEmpty();
      received.append(new String(chunk, ISO_8859_1));
    }
  }
}
