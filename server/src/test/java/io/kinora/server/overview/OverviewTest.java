package io.kinora.server.overview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our own operations over real sockets.
final class OverviewTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d+)\"");

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void aServerWithAStream() throws Exception {
    server = TestServer.start(data);
    server.createStream("cam", 24);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aStreamThatWasNeverWrittenIsEmpty() throws Exception {
    assertThat(statistics().body())
        .contains("\"State\":\"EMPTY\"", "\"Producers\":0", "\"Fragments\":0", "\"StoredBytes\":0")
        .contains("\"DataRetentionInHours\":24", "\"Tracks\":[]")
        .doesNotContain("LatestFragment", "null");
  }

  @Test
  void aStreamIsLiveWhileFragmentsArriveAndCountsWhatItHolds() throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      producer.sendChunk(Mkv.knownCluster(T, 25));
      producer.sendChunk(Mkv.knownCluster(T + 1000, 25));
      awaitPersisted(producer);
      awaitPersisted(producer);

      int size = Mkv.servedHeader(1).length + Mkv.knownCluster(T, 25).length;
      assertThat(statistics().body())
          .contains("\"State\":\"LIVE\"", "\"Producers\":1", "\"Fragments\":2")
          .contains("\"StoredBytes\":" + 2 * size)
          .contains("\"RecordedMilliseconds\":2000")
          .contains("\"BitRate\":" + size * 8)
          .contains("\"OldestFragment\":{\"FragmentNumber\"")
          .contains("\"ProducerTimestamp\":" + (T + 1000) / 1000 + ".000")
          .contains("\"Type\":\"VIDEO\"", "\"Codec\":\"avc1.640028\"", "\"Width\":640");
    }
  }

  @Test
  void aFragmentIsDescribedTrackByTrack() throws Exception {
    put(0);
    var number = NUMBER.matcher(statistics().body());
    assertThat(number.find()).isTrue();

    var answer = fragment(number.group(1));

    assertThat(answer.body())
        .contains("\"FragmentNumber\":\"" + number.group(1) + "\"")
        .contains("\"PlaybackDurationInMilliseconds\":1000")
        .contains("\"Frames\":25", "\"KeyFrames\":", "\"Bytes\":5000");
  }

  @Test
  void aFragmentThatIsNotThereIsNotFound() throws Exception {
    for (var number : new String[] {"1", "91343852333181432392682062683824074096274715755"}) {
      var answer = fragment(number);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
          .contains("ResourceNotFoundException");
    }
    assertInvalid(fragment("x"));
  }

  @Test
  void coverageShowsTheGap() throws Exception {
    put(0, 1000, 5000);

    var answer = coverage(T, T + 60_000, ",\"ResolutionInMilliseconds\":100");

    assertThat(answer.body())
        .isEqualTo(
            "{\"ResolutionInMilliseconds\":100,\"Spans\":["
                + "{\"StartTimestamp\":1700000000.000,\"EndTimestamp\":1700000002.000},"
                + "{\"StartTimestamp\":1700000005.000,\"EndTimestamp\":1700000006.000}]}");
  }

  @Test
  void noGapIsShownThatIsNoneToPlayers() throws Exception {
    put(0, 1040, 2091);

    var answer = coverage(T, T + 10_000, ",\"ResolutionInMilliseconds\":10");

    assertThat(answer.body())
        .isEqualTo(
            "{\"ResolutionInMilliseconds\":50,\"Spans\":["
                + "{\"StartTimestamp\":1700000000.000,\"EndTimestamp\":1700000002.040},"
                + "{\"StartTimestamp\":1700000002.091,\"EndTimestamp\":1700000003.091}]}");
  }

  @Test
  void theResolutionBoundsTheAnswer() throws Exception {
    put(0);
    long longestMs = 100 * DescribeStreamCoverage.RESOLUTIONS_MAX;

    assertThat(coverage(T, T + longestMs, ",\"ResolutionInMilliseconds\":100").statusCode())
        .isEqualTo(200);
    assertInvalid(coverage(T, T + longestMs + 1, ",\"ResolutionInMilliseconds\":100"));
    assertThat(coverage(T, T + longestMs, "").body()).contains("\"ResolutionInMilliseconds\":100,");
    assertInvalid(coverage(T + 1, T, ""));
    assertInvalid(coverage(T, T + 1, ",\"ResolutionInMilliseconds\":0"));
  }

  @Test
  void streamsThatAreNotThereAreNotFound() throws Exception {
    for (var operation :
        new String[] {"describeStreamStatistics", "describeFragment", "describeStreamCoverage"}) {
      var answer =
          server.call(
              operation,
              """
              {"StreamName": "none", "FragmentNumber": "1",
               "FragmentSelector": {"FragmentSelectorType": "SERVER_TIMESTAMP",
                 "TimestampRange": {"StartTimestamp": 1, "EndTimestamp": 2}}}
              """);
      assertThat(answer.statusCode()).as(operation).isEqualTo(404);
    }
  }

  @Test
  void withoutASignatureNothingIsToldWhereKeysAreWanted(@TempDir Path folder) throws Exception {
    var keys = folder.resolve("keys.json");
    Files.writeString(
        keys, "{\"keys\": [{\"accessKeyId\": \"AKID\", \"secretAccessKey\": \"secretsecret\"}]}");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    var settings = Map.of("auth", "keys", "keys", keys.toString());
    try (var closed = TestServer.start(folder.resolve("data"), settings)) {
      for (var operation :
          new String[] {"describeStreamStatistics", "describeFragment", "describeStreamCoverage"}) {
        var answer = closed.call(operation, "{}");
        assertThat(answer.statusCode()).as(operation).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
            .contains("MissingAuthenticationTokenException");
      }
    }
  }

  private HttpResponse<String> statistics() throws Exception {
    return server.call("describeStreamStatistics", "{\"StreamName\":\"cam\"}");
  }

  private HttpResponse<String> fragment(String number) throws Exception {
    return server.call(
        "describeFragment", "{\"StreamName\":\"cam\",\"FragmentNumber\":\"%s\"}".formatted(number));
  }

  private HttpResponse<String> coverage(long fromMs, long toMs, String more) throws Exception {
    return server.call(
        "describeStreamCoverage",
        """
        {"StreamName":"cam","FragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",
          "TimestampRange":{"StartTimestamp":%d.%03d,"EndTimestamp":%d.%03d}}%s}
        """
            .formatted(fromMs / 1000, fromMs % 1000, toMs / 1000, toMs % 1000, more));
  }

  /// Fragments of a second.
  private void put(long... startsMs) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      for (long startMs : startsMs) {
        producer.sendChunk(Mkv.knownCluster(T + startMs, 25));
      }
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), UTF_8)).contains("PERSISTED");
    }
  }

  private static void awaitPersisted(RawConnection producer) throws Exception {
    String ack = producer.textChunk();
    while (!ack.contains("PERSISTED")) {
      ack = producer.textChunk();
    }
  }

  private static void assertInvalid(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .contains("InvalidArgumentException");
  }
}
