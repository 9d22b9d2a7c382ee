package io.kinora.server.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How many GetMediaForFragmentList responses a stream may have at once.
@Timeout(60)
final class ArchiveReadersTest {
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");

  /// More than all buffers between the server and a client that reads nothing.
  private static final int FRAGMENT_BYTES = 1 << 20;

  /// How long a connection that was closed may still count.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path data;

  @Test
  void readersAboveTheLimitAreRefusedUntilOneHasGone() throws Exception {
    try (var server = TestServer.start(data, Map.of("archive.max-readers-per-stream", "2"))) {
      var number = aStreamWithOneFragment(server);
      try (var _ = slowReader(server, number)) {
        try (var _ = slowReader(server, number)) {
          var third = fetch(server, number);
          assertThat(third.statusCode()).isEqualTo(400);
          assertThat(third.headers().firstValue("x-amzn-ErrorType"))
              .contains("ClientLimitExceededException");
          assertThat(new String(third.body(), ISO_8859_1))
              .contains("Stream cam has 2 GetMediaForFragmentList connections already.");
          assertThat(new String(fetch(server, "1").body(), ISO_8859_1))
              .as("what is asked for is looked at first")
              .contains("Fragment numbers are invalid");
        }
        long begun = System.nanoTime();
        while (fetch(server, number).statusCode() != 200) {
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
        }
      }
    }
  }

  private static String aStreamWithOneFragment(TestServer server) throws Exception {
    server.createStream("cam", 24);
    try (var producer = server.putMedia("cam")) {
      var frame = Mkv.simpleBlock(1, 0, true, FRAGMENT_BYTES);
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.clusterOf(1_700_000_000_000L, frame)));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), ISO_8859_1)).contains("PERSISTED");
    }
    var listed = NUMBER.matcher(server.call("listFragments", "{\"StreamName\":\"cam\"}").body());
    assertThat(listed.find()).isTrue();
    return listed.group(1);
  }

  /// A client whose response has begun, and never ends because it is not read.
  private static RawConnection slowReader(TestServer server, String number) throws Exception {
    var body = request(Collections.nCopies(1000, number));
    var connection = server.connect();
    connection.send(
        "POST /getMediaForFragmentList HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body));
    assertThat(connection.head()).startsWith("HTTP/1.1 200 ");
    return connection;
  }

  private static HttpResponse<byte[]> fetch(TestServer server, String number) throws Exception {
    return server.stream("getMediaForFragmentList", request(List.of(number)));
  }

  private static String request(List<String> numbers) {
    return "{\"StreamName\":\"cam\",\"Fragments\":[\"%s\"]}"
        .formatted(String.join("\",\"", numbers));
  }
}
