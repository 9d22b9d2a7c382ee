package io.kinora.server.clip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.codec.NalUnits;
import io.kinora.server.KinoraConfig;
import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.store.ReadScope;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GetClip over real sockets, of footage whose every octet is known.
class GetClipTest {
  private static final long T = 1_700_000_000_000L;
  private static final byte[] AVCC =
      hex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] OTHER_AVCC =
      hex("01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C");
  private static final String AVC = "V_MPEG4/ISO/AVC";
  private static final byte[] AAC = Mkv.track(2, 2, "A_AAC", hex("1188"));

  @TempDir private Path data;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void aServer() throws Exception {
    start(Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aClipIsOneFileOfKnownLengthThatEndsWithTheFrames() throws Exception {
    put(header(AVCC), cluster(0, nal(1), nal(2)), cluster(2000, nal(3), nal(4)));

    var answer = clip(0, 60_000);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("video/mp4");
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    assertThat(latin(answer.body())).containsSubsequence("ftypisom", "moov", "avc1", "mdat");
    assertThat(media(answer)).isEqualTo(Mkv.join(nal(1), nal(2), nal(3), nal(4)));
  }

  @Test
  void onlyTheRangeIsInIt() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)), cluster(4000, nal(3)));
    assertThat(media(clip(1000, 4000))).isEqualTo(Mkv.join(nal(2), nal(3)));
    assertThat(media(clip(0, 3999))).isEqualTo(Mkv.join(nal(1), nal(2)));
  }

  @Test
  void theServersClockFindsItToo() throws Exception {
    long before = System.currentTimeMillis();
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)));
    var answer = post("cam", "SERVER", before, System.currentTimeMillis());
    assertThat(media(answer)).isEqualTo(Mkv.join(nal(1), nal(2)));
  }

  @Test
  void whatWasSentAgainIsInItOnce() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)));
    put(header(AVCC), cluster(2000, nal(3)), cluster(4000, nal(4)));
    assertThat(media(clip(0, 60_000))).isEqualTo(Mkv.join(nal(1), nal(3), nal(4)));
  }

  @Test
  void aLimitOfFragmentsOrOctetsCutsItShort() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)), cluster(4000, nal(3)));
    server.close();
    start(Map.of("clip.max-fragments", "2"));
    assertThat(media(clip(0, 60_000))).isEqualTo(Mkv.join(nal(1), nal(2)));
    server.close();
    start(Map.of("clip.max-size", "1"));
    assertThat(media(clip(0, 60_000))).as("one is always kept").isEqualTo(nal(1));
  }

  @Test
  void nothingInTheRangeIsSaidAsTheServiceSaysIt() throws Exception {
    refused(
        clip(0, 1000),
        404,
        "ResourceNotFoundException",
        "No fragments found in the stream for the clip request.");
  }

  @Test
  void aStreamThatKeepsNothingHasNoClips() throws Exception {
    server.createStream("forgetful", 0);
    refused(
        post("forgetful", "PRODUCER", T, T + 1000),
        400,
        "NoDataRetentionException",
        "The stream forgetful does not retain data.");
  }

  @Test
  void aStreamThatIsNotThereIsNotFound() throws Exception {
    refused(post("nobody", "PRODUCER", T, T + 1), 404, "ResourceNotFoundException", "nobody");
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCER, 1000, 1000, is not later than StartTimestamp",
    "PRODUCER, 0, 86400001, more than 24 hours after",
    "SERVER, 4000000000000, 4000000001000, is in the future",
    "SERVER, 0, 1000, End timestamp 1000 is outside of the stream retention period."
  })
  void aRangeThatCannotBePlayedIsRefused(String axis, long start, long end, String message)
      throws Exception {
    refused(post("cam", axis, start, end), 400, "InvalidArgumentException", message);
  }

  @Test
  void aRequestWithoutASelectorIsRefused() throws Exception {
    refused(
        send(request().POST(BodyPublishers.ofString("{\"StreamName\":\"cam\"}"))),
        400,
        "InvalidArgumentException",
        "clipFragmentSelector");
  }

  @Test
  void aCodecThatNoPlayerIsServedIsRefused() throws Exception {
    put(Mkv.headerOf(Mkv.track(1, 1, "V_VP9", new byte[0])), cluster(0, nal(1)));
    refused(clip(0, 1000), 400, "UnsupportedStreamMediaTypeException", "VP9");
  }

  @Test
  void aTrackWithoutConfigurationIsRefused() throws Exception {
    var silent = Mkv.track(2, 2, "A_AAC", new byte[0]);
    var frames =
        Mkv.clusterOf(T, Mkv.frame(1, 0, true, nal(1)), Mkv.frame(2, 0, true, new byte[] {1}));
    put(Mkv.headerOf(Mkv.track(1, 1, AVC, AVCC), silent), frames);
    refused(
        clip(0, 1000),
        400,
        "MissingCodecPrivateDataException",
        "Missing codec private data in fragment for track 2.");
  }

  @Test
  void aConfigurationThatCannotBeReadIsRefused() throws Exception {
    put(header(hex("02010203")), cluster(0, nal(1)));
    refused(
        clip(0, 1000),
        400,
        "InvalidCodecPrivateDataException",
        "Invalid codec private data in fragment for track 1");
  }

  @Test
  void aFrameThatIsNoSequenceOfNalUnitsIsRefused() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, hex("000000056588")));
    refused(clip(0, 60_000), 400, "InvalidMediaFrameException", number(1));
    assertThat(clip(0, 1000).statusCode()).as("the fragment before it").isEqualTo(200);
  }

  @Test
  void anotherConfigurationWithinTheRangeIsRefusedByItsNumber() throws Exception {
    put(header(AVCC), cluster(0, nal(1)));
    put(header(OTHER_AVCC), cluster(2000, nal(2)));
    refused(
        clip(0, 60_000),
        400,
        "InvalidCodecPrivateDataException",
        "Codec private data of track 1 in fragment " + number(1) + " differs");
    assertThat(media(clip(1000, 60_000))).isEqualTo(nal(2));
  }

  @Test
  void framesThatAreEncodedOnceMoreAreRefusedWhereverTheyStand() throws Exception {
    put(header(AVCC), cluster(0, nal(1)));
    put(Mkv.headerOf(Mkv.strippedTrack(1, 1, AVC, AVCC)), cluster(2000, hex("010203")));
    refused(clip(0, 60_000), 400, "UnsupportedStreamMediaTypeException", "ContentEncodings");
    assertThat(media(clip(0, 1000))).isEqualTo(nal(1));
  }

  @Test
  void anotherSetOfTracksWithinTheRangeIsRefusedByTheFragmentsNumber() throws Exception {
    put(header(AVCC), cluster(0, nal(1)));
    put(Mkv.headerOf(Mkv.track(1, 1, AVC, AVCC), AAC), cluster(2000, nal(2)));
    refused(
        clip(0, 60_000),
        400,
        "UnsupportedStreamMediaTypeException",
        "The audio track of fragment " + number(1));
  }

  @Test
  void aTrackThatIsNotPlayedMayChange() throws Exception {
    var text = Mkv.track(3, 17, "S_TEXT/UTF8", hex("01"));
    put(header(AVCC), cluster(0, nal(1)));
    put(Mkv.headerOf(text, Mkv.track(1, 1, AVC, AVCC)), cluster(2000, nal(2)));
    assertThat(media(clip(0, 60_000))).isEqualTo(Mkv.join(nal(1), nal(2)));
  }

  @Test
  void footageInTheFormOfAnnexBIsConverted() throws Exception {
    var configuration =
        hex("00000001674d401fda014016ec0440000003004000000f03c60ca80000000168ef3c80");
    put(header(configuration), cluster(0, hex("00000001 6511 000001 6522")), cluster(2000, nal(7)));

    var answer = clip(0, 60_000);

    assertThat(media(answer)).isEqualTo(Mkv.join(hex("00000002 6511 00000002 6522"), nal(7)));
    assertThat(latin(answer.body())).contains(latin(AVCC));
  }

  @Test
  void framesOfTooManyNalUnitsAreNotConverted() throws Exception {
    put(header(AVCC), cluster(0, hex("000001 65".repeat(NalUnits.MAX_UNITS + 1))));
    refused(clip(0, 1000), 400, "InvalidMediaFrameException", number(0));
  }

  @Test
  void framesWhoseConfigurationSaysOtherwiseAreNotConverted() throws Exception {
    var narrow = AVCC.clone();
    narrow[4] = (byte) 0xFD;
    put(header(narrow), cluster(0, hex("00000001 6511")));
    refused(clip(0, 1000), 400, "InvalidMediaFrameException", number(0));
  }

  @Test
  void onlySoManyFragmentsMayMatch() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)), cluster(4000, nal(3)));
    server.close();
    var config = KinoraConfig.of(Map.of());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var scope = new ReadScope(store.streams().find("cam").orElseThrow().id(), 0, true);
      var all = FragmentSelector.EVERYTHING;
      var deduplication = config.playback().deduplication();

      var room = new ReplyMemory(1 << 20, Duration.ZERO).room(ApiError.CLIENT_LIMIT_EXCEEDED);

      assertThat(new ClipSelection(store, config.clip(), deduplication, 3).of(scope, all, room))
          .hasSize(3);
      assertThatThrownBy(
              () -> new ClipSelection(store, config.clip(), deduplication, 2).of(scope, all, room))
          .hasMessage("More than 2 fragments match; ask for a shorter range.")
          .isInstanceOfSatisfying(
              ApiException.class,
              refused -> assertThat(refused.error()).isEqualTo(ApiError.CLIENT_LIMIT_EXCEEDED));
    }
  }

  @Test
  void aMissingConfigurationIsMadeOfTheFirstKeyFrame() throws Exception {
    var frame =
        hex(
            "00000017674d401fda014016ec0440000003004000000f03c60ca8"
                + "0000000468ef3c80 0000000165");
    put(header(new byte[0]), cluster(0, frame));
    var answer = clip(0, 1000);
    assertThat(media(answer)).isEqualTo(frame);
    assertThat(latin(answer.body())).contains(latin(AVCC));
  }

  @Test
  void aLinkServesTheSameFileWithItsNameAndItsTag() throws Exception {
    put(header(AVCC), cluster(0, nal(1)), cluster(2000, nal(2)));
    var whole = clip(0, 60_000).body();

    var answer = link("GET");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(whole);
    assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(answer.headers().firstValue("ETag").orElseThrow()).matches("\"[0-9a-f]{32}\"");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("inline; filename=\"cam-20231114T221320Z.mp4\"");
    assertThat(link("HEAD").headers().firstValueAsLong("Content-Length")).hasValue(whole.length);
    assertThat(link("HEAD").body()).isEmpty();
  }

  @Test
  void aLinkServesRanges() throws Exception {
    put(header(AVCC), cluster(0, nal(1), nal(2)), cluster(2000, nal(3)));
    var whole = clip(0, 60_000).body();

    for (int from = 0; from < whole.length; from += 97) {
      int to = Math.min(from + 130, whole.length - 1);
      var answer = link("GET", "Range", "bytes=" + from + "-" + to);
      assertThat(answer.statusCode()).isEqualTo(206);
      assertThat(answer.headers().firstValue("Content-Range"))
          .contains("bytes " + from + "-" + to + "/" + whole.length);
      assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(whole, from, to + 1));
    }
    var beyond = link("GET", "Range", "bytes=" + whole.length + "-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + whole.length);
  }

  @Test
  void aRangeOfAClipThatHasChangedIsAnsweredWithTheWhole() throws Exception {
    put(header(AVCC), cluster(0, nal(1)));
    var tag = link("GET").headers().firstValue("ETag").orElseThrow();
    assertThat(link("GET", "Range", "bytes=0-9", "If-Range", tag).statusCode()).isEqualTo(206);

    put(header(AVCC), cluster(2000, nal(2)));

    var answer = link("GET", "Range", "bytes=0-9", "If-Range", tag);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
  }

  @Test
  void otherOperationsHaveNoLinks() throws Exception {
    var answer =
        send(HttpRequest.newBuilder(server.url().resolve("/listFragments?StreamName=cam")).GET());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(send(request().DELETE()).statusCode()).isEqualTo(404);
  }

  @Test
  void aClipWhoseFragmentsVanishWhileItIsSentEndsTooEarly() throws Exception {
    var large = new byte[1 << 20];
    ByteBuffer.wrap(large).putInt(large.length - 4);
    var clusters = new byte[40][];
    for (int i = 0; i < clusters.length; i++) {
      clusters[i] = cluster(i * 1000L, large);
    }
    put(header(AVCC), clusters);
    try (var connection = server.connect()) {
      connection.send("GET /getClip?" + query(0, 60_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(connection.head()).contains("200 OK");

      var named = "{\"StreamARN\":\"" + arn() + "\"}";
      assertThat(server.call("deleteStream", named).body()).isEqualTo("{}");

      assertThat(connection.rest()).hasSizeLessThan(clusters.length * large.length);
    }
  }

  private void start(Map<String, String> settings) throws Exception {
    server = TestServer.start(data, settings);
    if (server.call("describeStream", "{\"StreamName\":\"cam\"}").statusCode() != 200) {
      server.createStream("cam", 24);
    }
  }

  private static byte[] header(byte[] configuration) {
    return Mkv.headerOf(Mkv.track(1, 1, AVC, configuration));
  }

  /// A frame of one NAL unit.
  private static byte[] nal(int content) {
    return hex("00000003 65%02x%02x".formatted(content, content));
  }

  private static byte[] cluster(long ms, byte[]... frames) {
    var blocks = new byte[frames.length][];
    for (int i = 0; i < frames.length; i++) {
      blocks[i] = Mkv.frame(1, i * 40, i == 0, frames[i]);
    }
    return Mkv.clusterOf(T + ms, blocks);
  }

  private void put(byte[] header, byte[]... clusters) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(header, Mkv.join(clusters)));
      producer.send("0\r\n\r\n");
      assertThat(latin(producer.chunks()).split("PERSISTED", -1)).hasSize(clusters.length + 1);
    }
  }

  /// By the producer's clock, in milliseconds after the beginning.
  private HttpResponse<byte[]> clip(long fromMs, long toMs) throws Exception {
    return post("cam", "PRODUCER", T + fromMs, T + toMs);
  }

  private HttpResponse<byte[]> post(String stream, String axis, long fromMs, long toMs)
      throws Exception {
    var body =
        "{\"StreamName\":\"%s\",\"ClipFragmentSelector\":%s}"
            .formatted(stream, selector(axis, fromMs, toMs));
    return send(request().POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<byte[]> link(String method, String... fields) throws Exception {
    var url = server.url().resolve("/getClip?" + query(0, 60_000));
    var request = HttpRequest.newBuilder(url).method(method, BodyPublishers.noBody());
    return send(fields.length == 0 ? request : request.headers(fields));
  }

  private static String query(long fromMs, long toMs) {
    return "StreamName=cam&ClipFragmentSelector="
        + URLEncoder.encode(selector("PRODUCER", T + fromMs, T + toMs), UTF_8);
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(server.url().resolve("/getClip"));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String selector(String axis, long fromMs, long toMs) {
    return """
    {"FragmentSelectorType":"%s_TIMESTAMP",\
    "TimestampRange":{"StartTimestamp":%d.%03d,"EndTimestamp":%d.%03d}}"""
        .formatted(axis, fromMs / 1000, fromMs % 1000, toMs / 1000, toMs % 1000);
  }

  private String number(int index) throws Exception {
    var listed = server.call("listFragments", "{\"StreamName\":\"cam\"}").body();
    return Pattern.compile("\\d{47}")
        .matcher(listed)
        .results()
        .map(MatchResult::group)
        .toList()
        .get(index);
  }

  private String arn() throws Exception {
    var described = server.call("describeStream", "{\"StreamName\":\"cam\"}").body();
    var arn = Pattern.compile("arn:[a-z]+:kinesisvideo:[^\"]+").matcher(described);
    assertThat(arn.find()).isTrue();
    return arn.group();
  }

  /// What stands in the `mdat`, which is last.
  private static byte[] media(HttpResponse<byte[]> clip) {
    assertThat(clip.statusCode()).as(latin(clip.body())).isEqualTo(200);
    int at = latin(clip.body()).indexOf("mdat");
    return Arrays.copyOfRange(clip.body(), at + 4, clip.body().length);
  }

  private static void refused(
      HttpResponse<byte[]> answer, int status, String type, String message) {
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .as(latin(answer.body()))
        .contains(type);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(latin(answer.body())).contains(message);
  }

  private static String latin(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
