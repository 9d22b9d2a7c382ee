package io.kinora.server.quota;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server with `profile=aws` whose quotas know of no time but the test's: within one moment each
/// operation is answered as often as its quota says, and then refused.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuotasOnTheWireTest {
  private static final long T = 1_700_000_000L;
  private static final long HOUR_NS = 3_600_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");
  private static final Pattern URL = Pattern.compile("URL\":\"([^\"]+)\"");
  private static final Pattern REFUSAL =
      Pattern.compile("Limit exceeded on number of requests for (\\w+) API for resource '(.*?)'");
  private static final byte[] AVCC =
      HexFormat.of()
          .parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] NAL = HexFormat.of().parseHex("000000036588aa");
  private static final String RANGE =
      "{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\",\"TimestampRange\":"
          + "{\"StartTimestamp\":%d,\"EndTimestamp\":%d}}".formatted(T, T + 10);

  private final AtomicLong nanos = new AtomicLong();

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @SuppressWarnings("NullAway.Init")
  private String number;

  /// Asks once.
  private interface Call {
    HttpResponse<?> ask() throws Exception;
  }

  @BeforeAll
  void aServerWithOneFragment(@TempDir Path data) throws Exception {
    server =
        TestServer.start(
            data,
            Map.of("profile", "aws", "quota.bandwidth", "false", "live.idle-timeout", "10ms"),
            nanos::get);
    server.createStream("cam", 24);
    try (var producer = server.putMedia("cam")) {
      var header = Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", AVCC));
      var cluster = Mkv.clusterOf(T * 1000, Mkv.frame(1, 0, true, NAL));
      producer.sendChunk(Mkv.join(header, cluster));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), ISO_8859_1)).contains("PERSISTED");
    }
    number = find(NUMBER, call("listFragments", ""));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void afterALongRest() {
    nanos.addAndGet(HOUR_NS);
  }

  @ParameterizedTest
  @CsvSource({
    "describeStream, 5",
    "getDataEndpoint, 5",
    "listTagsForStream, 5",
    "describeImageGenerationConfiguration, 5",
    "describeNotificationConfiguration, 5",
  })
  void aStreamIsAskedForSoOftenASecond(String operation, int allowed) throws Exception {
    var name = operation.substring(0, 1).toUpperCase(Locale.ROOT) + operation.substring(1);
    assertAnswers(allowed, name, "cam", () -> call(operation, ",\"APIName\":\"GET_MEDIA\""));
  }

  @Test
  void anAccountListsAndCreatesFiftyTimesASecond() throws Exception {
    assertAnswers(50, "ListStreams", "*", () -> server.call("listStreams", "{}"));

    int created = answers("CreateStream", "*", () -> call("createStream", ""));
    assertThat(created).as("refused for other reasons, and counted").isEqualTo(50);
  }

  @Test
  void aStreamIsWrittenAndFollowedFiveTimesASecond() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (var producer = server.putMedia("cam")) {
        producer.send("0\r\n\r\n");
        assertThat(producer.chunks()).isEmpty();
      }
    }
    try (var producer = server.connect()) {
      producer.sendPutMedia("cam");
      assertThat(producer.response())
          .startsWith("HTTP/1.1 400 ")
          .contains("x-amzn-ErrorType: ClientLimitExceededException\r\n")
          .contains("number of requests for PutMedia API for resource 'cam'");
    }
    var now = ",\"StartSelector\":{\"StartSelectorType\":\"NOW\"}";
    assertAnswers(5, "GetMedia", "cam", () -> call("getMedia", now));
  }

  @Test
  void aListCostsItsPageOfTenThousandRowsASecond() throws Exception {
    var page = ",\"MaxResults\":1000";
    assertAnswers(10, "ListFragments", "cam", () -> call("listFragments", page));
  }

  @Test
  void whatIsReadIsFiveHundredFragmentsASecondForAllOperationsTogether() throws Exception {
    assertAnswers(2, "GetMediaForFragmentList", "cam", () -> fragments(250));
    nanos.addAndGet(HOUR_NS);
    assertThat(fragments(499).statusCode()).isEqualTo(200);
    assertAnswers(1, "GetClip", "cam", this::clip);
    refused("GetImages", "cam", images());
  }

  @Test
  void imagesCostFourHundredRowsAndTheirNumber() throws Exception {
    assertAnswers(5, "GetImages", "cam", this::images);
    nanos.addAndGet(HOUR_NS);
    for (int i = 0; i < 9; i++) {
      call("listFragments", ",\"MaxResults\":1000");
    }
    assertAnswers(2, "GetImages", "cam", this::images);
  }

  @Test
  void twentyFiveSessionsOfEachKindBeginInASecond() throws Exception {
    assertAnswers(25, "GetHLSStreamingSessionURL", "cam", () -> hls("FRAGMENTED_MP4", 10));
    assertAnswers(25, "GetDASHStreamingSessionURL", "cam", () -> dash(10));
  }

  @Test
  void aPlayerOfHlsHasFiveOfEachPlaylistAndTwentySegmentsASecond() throws Exception {
    var master = find(URL, hls("FRAGMENTED_MP4", 10));
    assertAnswers(5, "GetHLSMasterPlaylist", "cam", () -> server.get(master));
    assertAnswers(5, "GetHLSMediaPlaylist", "cam", sub(master, "getHLSMediaPlaylist.m3u8", ""));
    assertAnswers(5, "GetMP4InitFragment", "cam", sub(master, "getMP4InitFragment.mp4", ""));
    assertAnswers(
        20,
        "GetMP4MediaFragment",
        "cam",
        sub(master, "getMP4MediaFragment.mp4", "&FragmentNumber=" + number));
    var ts = find(URL, hls("MPEG_TS", 10));
    assertAnswers(
        20, "GetTSFragment", "cam", sub(ts, "getTSFragment.ts", "&FragmentNumber=" + number));
  }

  @Test
  void aPlayerOfDashHasFiveManifestsAndTwentySegmentsASecond() throws Exception {
    var manifest = find(URL, dash(10));
    assertAnswers(5, "GetDASHManifest", "cam", () -> server.get(manifest));
    assertAnswers(5, "GetMP4InitFragment", "cam", sub(manifest, "getMP4InitFragment.mp4", ""));
    assertAnswers(
        20,
        "GetMP4MediaFragment",
        "cam",
        sub(manifest, "getMP4MediaFragment.mp4", "&SequenceNumber=1"));
  }

  @Test
  void aPlaylistCostsAsManyRowsAsItMayList() throws Exception {
    var master = find(URL, hls("FRAGMENTED_MP4", 5000));
    assertAnswers(2, "GetHLSMediaPlaylist", "cam", sub(master, "getHLSMediaPlaylist.m3u8", ""));
    nanos.addAndGet(HOUR_NS);
    var manifest = find(URL, dash(5000));
    assertAnswers(2, "GetDASHManifest", "cam", () -> server.get(manifest));
  }

  @Test
  void aSegmentCostsOneOfTheFragmentsThatAreRead() throws Exception {
    var master = find(URL, hls("FRAGMENTED_MP4", 10));
    assertThat(fragments(500).statusCode()).isEqualTo(200);
    var segment = sub(master, "getMP4MediaFragment.mp4", "&FragmentNumber=" + number);
    refused("GetMP4MediaFragment", "cam", segment.ask());
  }

  private void assertAnswers(int allowed, String operation, String resource, Call call)
      throws Exception {
    assertThat(call.ask().statusCode()).isEqualTo(200);
    assertThat(1 + answers(operation, resource, call)).as(operation).isEqualTo(allowed);
  }

  /// How many are answered before one is refused.
  private int answers(String operation, String resource, Call call) throws Exception {
    for (int count = 0; ; count++) {
      var answer = call.ask();
      if (answer.headers().firstValue("x-amzn-ErrorType").orElse("").startsWith("ClientLimit")) {
        refused(operation, resource, answer);
        return count;
      }
    }
  }

  private static void refused(String operation, String resource, HttpResponse<?> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .contains("ClientLimitExceededException");
    var refusal = REFUSAL.matcher(String.valueOf(answer.body()));
    assertThat(refusal.find()).as(String.valueOf(answer.body())).isTrue();
    assertThat(refusal.group(1)).isEqualTo(operation);
    assertThat(refusal.group(2)).isEqualTo(resource);
  }

  private HttpResponse<String> call(String operation, String members) throws Exception {
    return server.call(operation, "{\"StreamName\":\"cam\"" + members + "}");
  }

  private HttpResponse<String> fragments(int count) throws Exception {
    var numbers = String.join("\",\"", Collections.nCopies(count, number));
    return call("getMediaForFragmentList", ",\"Fragments\":[\"" + numbers + "\"]");
  }

  private HttpResponse<String> clip() throws Exception {
    return call("getClip", ",\"ClipFragmentSelector\":" + RANGE);
  }

  /// A hundred images of a time without media.
  private HttpResponse<String> images() throws Exception {
    return call(
        "getImages",
        ",\"ImageSelectorType\":\"PRODUCER_TIMESTAMP\",\"Format\":\"JPEG\",\"MaxResults\":100"
            + ",\"StartTimestamp\":%d,\"EndTimestamp\":%d".formatted(T - 100, T - 50));
  }

  private HttpResponse<String> hls(String container, int fragments) throws Exception {
    return call(
        "getHLSStreamingSessionURL",
        (",\"PlaybackMode\":\"ON_DEMAND\",\"HLSFragmentSelector\":%s,\"ContainerFormat\":\"%s\""
                + ",\"MaxMediaPlaylistFragmentResults\":%d")
            .formatted(RANGE, container, fragments));
  }

  private HttpResponse<String> dash(int fragments) throws Exception {
    return call(
        "getDASHStreamingSessionURL",
        ",\"PlaybackMode\":\"ON_DEMAND\",\"DASHFragmentSelector\":%s,\"MaxManifestFragmentResults\":%d"
            .formatted(RANGE, fragments));
  }

  /// A sub-resource of the session whose first URL this is.
  private Call sub(String url, String resource, String parameters) {
    var target = url.replaceFirst("/get[^/]*\\?", "/" + resource + "?");
    return () -> server.get(target + "&TrackNumber=1" + parameters);
  }

  private static String find(Pattern pattern, HttpResponse<String> answer) {
    var found = pattern.matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }
}
