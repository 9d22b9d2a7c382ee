package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.Headers;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's own figures: what is told of it, in which form, and to whom.
final class MetricsTest {
  private static final Path PAGE = Path.of("../docs/reference/operating.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `((?:process|jvm|kinora)_\\w+)` \\| (\\w+) \\| (.*) \\|$");
  private static final Pattern FAMILY =
      Pattern.compile("(?m)^# HELP (\\w+) (.*)\n# TYPE \\1 (\\w+)$");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(\\w+?)(_bucket|_sum|_count)?(\\{\\w+=\"[^\"]*\"(,\\w+=\"[^\"]*\")*})? (\\S+)");

  @TempDir private Path data;

  @Test
  void thePageForOperatorsHasEachNumberWithItsMeaning() throws Exception {
    try (var server = TestServer.start(data)) {
      var told = families(metrics(server));

      assertThat(documented()).isEqualTo(told);
    }
  }

  @Test
  void eachLineIsOneThatPrometheusReads() throws Exception {
    try (var server = TestServer.start(data)) {
      var text = metrics(server);
      var names = families(text).keySet();

      assertThat(text).endsWith("\n");
      var samples = text.lines().filter(line -> !line.startsWith("#")).toList();
      assertThat(samples).isNotEmpty();
      for (var line : samples) {
        var sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(names).contains(sample.group(1));
        assertThat(Double.parseDouble(sample.group(5))).as(line).isNotNegative();
      }
    }
  }

  @Test
  void whatHappensIsCounted() throws Exception {
    try (var server = TestServer.start(data)) {
      server.createStream("cam", 1);
      assertThat(server.call("describeStream", "{\"StreamName\":\"none\"}").statusCode())
          .isEqualTo(404);
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.header(1));
        producer.sendChunk(Mkv.cluster(1000, 3));
        producer.sendChunk(Mkv.cluster(2000, 3));
        while (!producer.textChunk().contains("PERSISTED")) {}
        producer.sendChunk(new byte[] {1, 2, 3, 4});
        while (!producer.textChunk().contains("4006")) {}
      }
      var text = metrics(server);

      assertThat(text)
          .contains("\nkinora_requests_total{operation=\"CreateStream\",status=\"200\"} 1\n")
          .contains("\nkinora_requests_total{operation=\"DescribeStream\",status=\"404\"} 1\n")
          .contains("\nkinora_requests_total{operation=\"PutMedia\",status=\"200\"} 1\n")
          .contains("\nkinora_fragments_received_total 1\n")
          .contains("\nkinora_fragments_persisted_total 1\n")
          .contains("\nkinora_ack_latency_seconds_count 1\n")
          .contains("\nkinora_ack_latency_seconds_bucket{le=\"+Inf\"} 1\n")
          .contains("\nkinora_putmedia_errors_total{error=\"INVALID_MKV_DATA\"} 1\n")
          .contains("\nkinora_putmedia_sessions 0\n")
          .contains("\nkinora_store_streams 1\n")
          .contains("\nkinora_store_fragments 1\n")
          .contains("\nkinora_store_segments 1\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1", "Via: 1.1 p"})
  void whatAProxyPassesOnIsNotAnswered(String field) throws Exception {
    try (var server = TestServer.start(data);
        var client = server.connect()) {
      client.send("GET /metrics HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n");
      assertThat(client.response()).doesNotContain("kinora_");
    }
  }

  @Test
  void whoeverComesByAnotherAddressThanLoopbackFindsNone() {
    var metrics = new Metrics();

    assertThat(metrics.get(requestTo("127.0.0.1")).status()).isEqualTo(200);
    assertThat(metrics.get(requestTo("::1")).status()).isEqualTo(200);
    assertThat(metrics.get(requestTo("192.0.2.1")).status()).isEqualTo(404);
  }

  private static Request requestTo(String address) {
    var head = new RequestHead("GET", "/metrics", "", new Headers(List.of()));
    return new Request(head, new byte[0], "id", new InetSocketAddress(address, 8484), false);
  }

  private static String metrics(TestServer server) throws IOException {
    try (var client = server.connect()) {
      client.send("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
      var head = client.head();
      assertThat(head)
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("Content-Type: text/plain; version=0.0.4\r\n");
      return client.body(head);
    }
  }

  /// Kind and meaning by name.
  private static Map<String, String> families(String text) {
    return FAMILY
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found -> found.group(3) + ": " + found.group(2),
                (_, twice) -> "twice: " + twice,
                TreeMap::new));
  }

  private static Map<String, String> documented() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row -> row.group(2) + ": " + row.group(3),
                (_, twice) -> "twice: " + twice,
                TreeMap::new));
  }
}
