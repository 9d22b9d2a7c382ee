package io.kinora.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is really full: a small file system in memory, which only root can mount. The
/// store's own tests cross the same limit with a faulty directory, for everybody.
@EnabledIf("mayMount")
class DiskFullTest {
  private static final long T = 1_700_000_000_000L;
  private static final int FILLER_BYTES = 16 << 20;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");

  @TempDir private Path folder;

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=40m", "kinora-test", folder.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  @Test
  void aFullDiskStopsAcknowledgementsButNotReadingAndHealsWhenSpaceReturns() throws Exception {
    var filler = folder.resolve("filler");
    Files.write(filler, new byte[FILLER_BYTES]);
    var settings = Map.of("store.free-space-floor", "4MiB", "store.log-segment-size", "4MiB");
    try (var server = TestServer.start(folder.resolve("data"), settings)) {
      server.createStream("cam", 24);
      var persisted = new ArrayList<String>();
      var last = fillUp(server, persisted);
      assertThat(last).contains("\"ErrorCode\":\"ARCHIVAL_ERROR\",\"ErrorId\":5001");
      assertThat(persisted).isNotEmpty();
      assertThat(listed(server)).isEqualTo(persisted);
      assertThat(health(server)).contains("\"status\":\"read-only\"");
      assertThat(fetch(server, persisted).statusCode()).isEqualTo(200);

      Files.delete(filler);
      var deadline = Instant.now().plus(Duration.ofSeconds(30));
      while (!putOne(server, persisted) && Instant.now().isBefore(deadline)) {
        Thread.onSpinWait();
      }
      assertThat(health(server)).contains("\"status\":\"ok\"");
      assertThat(listed(server)).isEqualTo(persisted);
      assertThat(fetch(server, persisted).statusCode()).isEqualTo(200);
    }
    try (var server = TestServer.start(folder.resolve("data"), settings)) {
      assertThat(listed(server)).isNotEmpty();
    }
  }

  /// Uploads until the server refuses; gathers what it acknowledged and returns its last word.
  private static String fillUp(TestServer server, List<String> persisted) throws IOException {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      for (int i = 0; ; i++) {
        producer.sendChunk(
            Mkv.join(
                Mkv.cluster(T + i * 1000L, 1),
                Mkv.simpleBlock(1, 40, false, 500_000),
                Mkv.endOfFragment()));
        var ack = producer.textChunk();
        while (!ack.contains("PERSISTED")) {
          if (ack.contains("ERROR")) {
            return ack;
          }
          ack = producer.textChunk();
        }
        persisted.add(number(ack));
      }
    }
  }

  private static boolean putOne(TestServer server, List<String> persisted) throws IOException {
    try (var producer = server.connect()) {
      producer.sendPutMedia("cam");
      if (!producer.head().startsWith("HTTP/1.1 200")) {
        return false;
      }
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.endOfFragment()));
      var ack = producer.textChunk();
      while (!ack.contains("PERSISTED")) {
        if (ack.contains("ERROR")) {
          return false;
        }
        ack = producer.textChunk();
      }
      persisted.add(number(ack));
      return true;
    }
  }

  private static List<String> listed(TestServer server) throws Exception {
    var answer = server.call("listFragments", "{\"StreamName\":\"cam\",\"MaxResults\":1000}");
    return NUMBER.matcher(answer.body()).results().map(match -> match.group(1)).toList();
  }

  private static HttpResponse<byte[]> fetch(TestServer server, List<String> numbers)
      throws Exception {
    var quoted = numbers.stream().map(number -> "\"" + number + "\"").toList();
    return server.stream(
        "getMediaForFragmentList", "{\"StreamName\":\"cam\",\"Fragments\":" + quoted + "}");
  }

  private static String health(TestServer server) throws IOException {
    try (var client = server.connect()) {
      client.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
      return client.response();
    }
  }

  private static String number(String ack) {
    var number = NUMBER.matcher(ack);
    assertThat(number.find()).as(ack).isTrue();
    return number.group(1);
  }

  private static void run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(output).isZero();
  }

  static boolean mayMount() {
    return System.getProperty("user.name").equals("root");
  }
}
