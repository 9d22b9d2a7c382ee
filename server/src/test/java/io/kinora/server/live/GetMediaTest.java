package io.kinora.server.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// GetMedia over real sockets: archived, live, and where they meet.
class GetMediaTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern NUMBER =
      Pattern.compile("AWS_KINESISVIDEO_FRAGMENT_NUMBERD\u0087\u0010\0\0/(\\d{47})");
  private static final String TRAILER = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";

  @TempDir private Path data;

  @Test
  void aChunkIsHeaderTagsClusterTagsOctetForOctet() throws Exception {
    try (var server = server()) {
      put(
          server,
          Mkv.header(1),
          Mkv.cluster(T, 3),
          Mkv.tag("user", "behind the first"),
          Mkv.knownCluster(T + 2000, 3));
      var text = read(server, "EARLIEST");
      var header = latin(Mkv.servedHeader(1));
      var chunks = text.split(Pattern.quote(header), -1);
      assertThat(chunks).hasSize(3);
      assertThat(chunks[0]).isEmpty();
      assertThat(chunks[1].substring(243))
          .startsWith(latin(Mkv.join(Mkv.cluster(T, 3), Mkv.tag("user", "behind the first"))));
      assertThat(chunks[2].substring(243)).startsWith(latin(Mkv.knownCluster(T + 2000, 3)));
      for (int i = 1; i < chunks.length; i++) {
        assertThat(chunks[i]).contains("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW").contains(TRAILER);
      }
    }
  }

  @Test
  void metadataOfTheFirstFragmentComesBackInItsChunkOnlyMuxerTagsInEvery() throws Exception {
    try (var server = server()) {
      put(
          server,
          Mkv.header(1),
          Mkv.muxerTag("encoder", "muxed"),
          Mkv.tag("event", "first"),
          Mkv.cluster(T, 1),
          Mkv.cluster(T + 1000, 1));
      var text = read(server, "EARLIEST");
      assertThat(text.split("muxed", -1)).hasSize(3);
      assertThat(text.split("event", -1)).hasSize(2);
      assertThat(text.indexOf("event")).isLessThan(text.indexOf("AWS_KINESISVIDEO"));
    }
  }

  @Test
  void whatFollowsTheEndOfAFragmentStandsBeforeTheNext() throws Exception {
    try (var server = server()) {
      put(
          server,
          Mkv.header(1),
          Mkv.cluster(T, 1),
          Mkv.endOfFragment(),
          Mkv.tag("late", "for the second"),
          Mkv.cluster(T + 1000, 1));
      var text = read(server, "EARLIEST");
      assertThat(text).doesNotContain("END_OF_FRAGMENT");
      int second = text.indexOf(latin(Mkv.servedHeader(1)), 1);
      assertThat(text.indexOf("late")).isGreaterThan(second);
      assertThat(text.substring(second))
          .startsWith(latin(Mkv.join(Mkv.servedHeader(1), Mkv.tag("late", "for the second"))));
    }
  }

  @Test
  void framesAreDeliveredWhileTheirFragmentStillArrives() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 2)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        var firstFrames = latin(Mkv.cluster(T, 2));
        readUntil(reader, received, firstFrames);
        var third = Mkv.simpleBlock(1, 80, false, 300);
        producer.sendChunk(third);
        readUntil(reader, received, latin(third));
        assertThat(received).doesNotContain(TRAILER);
        producer.sendChunk(Mkv.endOfFragment());
        readUntil(reader, received, TRAILER);
      }
    }
  }

  @Test
  void halfAFrameIsNotDelivered() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      var whole = Mkv.cluster(T, 1);
      var frame = Mkv.simpleBlock(1, 40, false, 5000);
      producer.sendChunk(Mkv.join(Mkv.header(1), whole, Arrays.copyOf(frame, 2500)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, latin(whole));
        assertThat(received).endsWith(latin(whole));
        producer.sendChunk(Arrays.copyOfRange(frame, 2500, frame.length));
        readUntil(reader, received, latin(frame));
      }
    }
  }

  @Test
  void aReaderGoesFromTheArchiveIntoTheLiveFragmentWithoutGapOrRepeat() throws Exception {
    try (var server = server()) {
      put(server, clusters(0, 5));
      try (var producer = server.putMedia("cam");
          var reader = open(server, "{\"StartSelectorType\":\"EARLIEST\"}")) {
        var received = new StringBuilder();
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T + 5000, 2)));
        readUntil(reader, received, latin(Mkv.cluster(T + 5000, 2)));
        for (int i = 6; i < 20; i++) {
          producer.sendChunk(Mkv.cluster(T + i * 1000L, 2));
        }
        readUntil(reader, received, latin(Mkv.cluster(T + 19_000, 2)));
        producer.send("0\r\n\r\n");
        received.append(latin(reader.chunks()));
        var numbers = numbers(received.toString());
        assertThat(numbers).hasSize(20).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < 20; i++) {
          assertThat(
                  received
                      .toString()
                      .split(Pattern.quote(latin(Mkv.cluster(T + i * 1000L, 2))), -1))
              .as("fragment " + i)
              .hasSize(2);
        }
      }
    }
  }

  @Test
  void fragmentsThatAreStoredUnderTheReaderComeOnce() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        for (int i = 0; i < 400; i++) {
          producer.sendChunk(Mkv.join(Mkv.cluster(T + i * 1000L, 1), Mkv.endOfFragment()));
        }
        readUntil(reader, received, latin(Mkv.cluster(T + 399_000, 1)));
        assertThat(numbers(received.toString())).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < 400; i++) {
          assertThat(received).contains(latin(Mkv.cluster(T + i * 1000L, 1)));
        }
      }
    }
  }

  @Test
  void aDiscardedFragmentEndsAfterItsLastFrameAndTheNextFollows() throws Exception {
    try (var server = server()) {
      var producer = server.putMedia("cam");
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 2)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, latin(Mkv.cluster(T, 2)));
        producer.close();
        put(server, Mkv.header(1), Mkv.cluster(T + 5000, 1));
        received.append(latin(reader.chunks()));
        assertThat(numbers(received.toString())).hasSize(2);
        assertThat(received.toString().split(TRAILER, -1)).hasSize(2);
        assertThat(received.toString()).contains(latin(Mkv.servedHeader(1)));
      }
    }
  }

  @Test
  void aDiscardedFragmentOfKnownSizeCutsTheConnection() throws Exception {
    try (var server = server()) {
      var producer = server.putMedia("cam");
      var cluster = Mkv.knownCluster(T, 3);
      producer.sendChunk(Mkv.join(Mkv.header(1), Arrays.copyOf(cluster, 300)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, latin(Arrays.copyOf(cluster, 200)));
        producer.close();
        assertThat(reader.rest()).doesNotEndWith("0\r\n\r\n");
      }
    }
  }

  @Test
  void aClusterOfKnownSizeThatStopsArrivingCutsTheConnection() throws Exception {
    var settings = Map.of("live.stall-timeout", "300ms");
    try (var server = server(settings);
        var producer = server.putMedia("cam")) {
      var cluster = Mkv.knownCluster(T, 3);
      producer.sendChunk(Mkv.join(Mkv.header(1), Arrays.copyOf(cluster, 300)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        assertThat(reader.rest())
            .contains(latin(Arrays.copyOf(cluster, 200)))
            .doesNotEndWith("0\r\n\r\n");
      }
    }
  }

  @Test
  void aDiscardedFragmentWhoseClusterWasSentWholeIsFollowedByTheNext() throws Exception {
    try (var server = server(Map.of("ingest.quiet-completion", "1h"))) {
      var producer = server.putMedia("cam");
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.knownCluster(T, 2)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, latin(Mkv.knownCluster(T, 2)));
        producer.close();
        put(server, Mkv.header(1), Mkv.cluster(T + 5000, 1));
        received.append(latin(reader.chunks()));
        assertThat(numbers(received.toString())).hasSize(2);
      }
    }
  }

  @Test
  void aClusterOfKnownSizeWithoutFramesIsPassedOver() throws Exception {
    try (var server = server(Map.of("ingest.quiet-completion", "1h"));
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.knownCluster(T, 0)));
      producer.textChunk();
      try (var reader = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, "PRODUCER_TIMESTAMP");
        producer.sendChunk(Mkv.knownCluster(T + 1000, 1));
        producer.send("0\r\n\r\n");
        received.append(latin(reader.chunks()));
        assertThat(received.toString())
            .contains(latin(Mkv.knownCluster(T + 1000, 1)))
            .doesNotContain(latin(Mkv.knownCluster(T, 0)));
        assertThat(received.toString().split(TRAILER, -1)).hasSize(2);
      }
    }
  }

  @Test
  void anIdleStreamEndsWithAnEmptyBody() throws Exception {
    try (var server = server()) {
      put(server, Mkv.header(1), Mkv.cluster(T, 1));
      assertThat(read(server, "NOW")).isEmpty();
    }
  }

  @Test
  void numbersAndTokensMeanStrictlyAfter() throws Exception {
    try (var server = server()) {
      put(server, clusters(0, 4));
      var numbers = numbers(read(server, "EARLIEST"));
      assertThat(numbers(readFrom(server, afterNumber(numbers.get(1)))))
          .isEqualTo(numbers.subList(2, 4));
      assertThat(numbers(readFrom(server, afterToken(numbers.get(2)))))
          .isEqualTo(numbers.subList(3, 4));
      assertThat(numbers(readFrom(server, afterNumber("1")))).isEqualTo(numbers);
      assertThat(readFrom(server, afterNumber("9".repeat(60)))).isEmpty();
      assertThat(numbers(readFrom(server, afterNumber(numbers.get(0).replaceAll(".$", "0")))))
          .as("a number that never was is compared, not looked up")
          .hasSizeBetween(3, 4);
    }
  }

  @Test
  void timesSelectTheFragmentThatContainsThem() throws Exception {
    try (var server = server()) {
      put(server, clusters(0, 4));
      var all = numbers(read(server, "EARLIEST"));
      assertThat(numbers(readFrom(server, byProducer(T + 1000)))).isEqualTo(all.subList(1, 4));
      assertThat(numbers(readFrom(server, byProducer(T + 1030)))).isEqualTo(all.subList(1, 4));
      assertThat(numbers(readFrom(server, byProducer(T + 1500))))
          .as("between two fragments: the first after")
          .isEqualTo(all.subList(2, 4));
      assertThat(numbers(readFrom(server, byProducer(T - 1)))).isEqualTo(all);
      assertThat(readFrom(server, byProducer(T + 60_000))).isEmpty();
      assertThat(
              numbers(
                  readFrom(
                      server, "{\"StartSelectorType\":\"SERVER_TIMESTAMP\",\"StartTimestamp\":1}")))
          .isEqualTo(all);
      assertThat(
              readFrom(
                  server,
                  "{\"StartSelectorType\":\"SERVER_TIMESTAMP\",\"StartTimestamp\":9999999999}"))
          .isEmpty();
    }
  }

  @Test
  void aStreamWithoutRetentionIsReadFromItsBuffer() throws Exception {
    try (var server = TestServer.start(data, fast())) {
      server.createStream("cam", 0);
      put(server, clusters(0, 3));
      assertThat(numbers(read(server, "EARLIEST"))).hasSize(3);
    }
  }

  @Test
  void deletingTheStreamEndsItsReadersWithAnErrorChunk() throws Exception {
    try (var server = TestServer.start(data, Map.of("live.idle-timeout", "20s"))) {
      var arn = server.createStream("cam", 24);
      put(server, clusters(0, 1));
      try (var reader = open(server, "{\"StartSelectorType\":\"EARLIEST\"}")) {
        var received = new StringBuilder();
        readUntil(reader, received, TRAILER);
        server.call("deleteStream", "{\"StreamARN\":\"" + arn + "\"}");
        received.append(latin(reader.chunks()));
        assertThat(received.toString())
            .contains("AWS_KINESISVIDEO_ERROR_CODE")
            .contains("FRAGMENT_NOT_FOUND")
            .contains("4000");
      }
    }
  }

  @Test
  void stoppingTheServerEndsItsReadersProperly() throws Exception {
    try (var reader = aReaderOfAServerThatStops()) {
      assertThat(reader.chunks()).isEmpty();
    }
  }

  private RawConnection aReaderOfAServerThatStops() throws Exception {
    try (var server = TestServer.start(data, Map.of("live.idle-timeout", "20s"))) {
      server.createStream("cam", 24);
      return open(server, "{\"StartSelectorType\":\"NOW\"}");
    }
  }

  @Test
  void readersAboveTheLimitAreRefused() throws Exception {
    var settings = new HashMap<>(fast());
    settings.put("live.max-readers-per-stream", "1");
    settings.put("live.idle-timeout", "20s");
    try (var server = TestServer.start(data, settings)) {
      server.createStream("cam", 24);
      try (var first = open(server, "{\"StartSelectorType\":\"NOW\"}")) {
        var second = server.call("getMedia", selector("{\"StartSelectorType\":\"NOW\"}"));
        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(second.headers().firstValue("x-amzn-ErrorType"))
            .contains("ConnectionLimitExceededException");
        assertThat(first).isNotNull();
      }
    }
  }

  @Test
  void whoHasReadAResponseToItsEndMayAskAgainAtOnce() throws Exception {
    try (var server = server(Map.of("live.max-readers-per-stream", "1"))) {
      put(server, clusters(0, 1));
      for (int i = 0; i < 5; i++) {
        assertThat(read(server, "EARLIEST")).contains(TRAILER);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"StartSelectorType\":\"LATEST\"}",
        "{\"StartSelectorType\":\"FRAGMENT_NUMBER\"}",
        "{\"StartSelectorType\":\"FRAGMENT_NUMBER\",\"AfterFragmentNumber\":\"12a\"}",
        "{\"StartSelectorType\":\"SERVER_TIMESTAMP\"}",
        "{\"StartSelectorType\":\"PRODUCER_TIMESTAMP\",\"StartTimestamp\":-1}",
        "{\"StartSelectorType\":\"CONTINUATION_TOKEN\",\"ContinuationToken\":\"forged\"}",
      })
  void aSelectorThatCannotBeIsRefused(String selector) throws Exception {
    try (var server = server()) {
      var answer = server.call("getMedia", selector(selector));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
          .contains("InvalidArgumentException");
    }
  }

  private static byte[] clusters(int from, int to) {
    var all = Mkv.header(1);
    for (int i = from; i < to; i++) {
      all = Mkv.join(all, Mkv.cluster(T + i * 1000L, 2));
    }
    return all;
  }

  private static String afterNumber(String number) {
    return "{\"StartSelectorType\":\"FRAGMENT_NUMBER\",\"AfterFragmentNumber\":\"" + number + "\"}";
  }

  private static String afterToken(String token) {
    return "{\"StartSelectorType\":\"CONTINUATION_TOKEN\",\"ContinuationToken\":\"" + token + "\"}";
  }

  private static String byProducer(long ms) {
    return "{\"StartSelectorType\":\"PRODUCER_TIMESTAMP\",\"StartTimestamp\":%d.%03d}"
        .formatted(ms / 1000, ms % 1000);
  }

  private TestServer server() throws Exception {
    return server(Map.of());
  }

  private TestServer server(Map<String, String> settings) throws Exception {
    var all = new HashMap<>(fast());
    all.putAll(settings);
    var server = TestServer.start(data, all);
    server.createStream("cam", 24);
    return server;
  }

  private static Map<String, String> fast() {
    return Map.of("live.idle-timeout", "300ms");
  }

  private static void put(TestServer server, byte[]... parts) throws IOException {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(parts));
      producer.send("0\r\n\r\n");
      assertThat(latin(producer.chunks())).doesNotContain("ERROR");
    }
  }

  private static String read(TestServer server, String type) throws Exception {
    return readFrom(server, "{\"StartSelectorType\":\"" + type + "\"}");
  }

  private static String readFrom(TestServer server, String selector) throws Exception {
    var answer = server.stream("getMedia", selector(selector));
    assertThat(answer.statusCode()).as(latin(answer.body())).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("video/webm");
    return latin(answer.body());
  }

  private static RawConnection open(TestServer server, String selector) throws IOException {
    var body = selector(selector);
    var connection = server.connect();
    connection.send(
        "POST /getMedia HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body));
    assertThat(connection.head()).startsWith("HTTP/1.1 200 ");
    return connection;
  }

  private static void readUntil(RawConnection reader, StringBuilder received, String end)
      throws IOException {
    while (received.indexOf(end) < 0) {
      var chunk = reader.chunk();
      assertThat(chunk).as("the response ended before the expected octets").isNotEmpty();
      received.append(latin(chunk));
    }
  }

  private static String selector(String selector) {
    return "{\"StreamName\":\"cam\",\"StartSelector\":" + selector + "}";
  }

  private static List<String> numbers(String octets) {
    var numbers = new ArrayList<String>();
    var matcher = NUMBER.matcher(octets);
    while (matcher.find()) {
      numbers.add(matcher.group(1));
    }
    return numbers;
  }

  private static String latin(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }
}
