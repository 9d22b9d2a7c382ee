package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import io.kinora.server.image.ScriptedDecoder.Script;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// GetImages over real sockets, with a decoder that tells which frame it was asked for.
final class GetImagesTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern ENTRY =
      Pattern.compile("\\{\"TimeStamp\":([0-9.]+),\"(?:Error|ImageContent)\":\"([^\"]*)\"}");
  private static final Pattern TOKEN = Pattern.compile("\"NextToken\":\"([^\"]+)\"");

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void aServerWithTwoFragmentsAndAGapBetweenThem() throws Exception {
    server = start(Script.ANSWERS);
    server.createStream("cam", 24);
    put(Mkv.header(1), Mkv.cluster(T, 25), Mkv.cluster(T + 2000, 25));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eachInstantShowsTheLastFrameByThen() throws Exception {
    assertThat(show(T, T + 999, ",\"SamplingInterval\":250"))
        .containsExactly("0:0", "250:240", "500:480", "750:720");
    assertThat(show(T + 39, T + 440, ",\"SamplingInterval\":200"))
        .containsExactly("39:0", "239:200", "439:400");
  }

  @Test
  void instantsThatNoFragmentCoversAreKept() throws Exception {
    assertThat(show(T - 500, T + 3500, ",\"SamplingInterval\":500"))
        .containsExactly(
            "-500:NO_MEDIA",
            "0:0",
            "500:480",
            "1000:NO_MEDIA",
            "1500:NO_MEDIA",
            "2000:0",
            "2500:480",
            "3000:NO_MEDIA",
            "3500:NO_MEDIA");
  }

  @Test
  void aFragmentThatBeganBeforeTheStartCounts() throws Exception {
    assertThat(show(T + 999, T + 999, "")).containsExactly("999:960");
  }

  @Test
  void theIntervalIsThreeSecondsUnlessGiven() throws Exception {
    assertThat(show(T - 1000, T + 5000, ""))
        .containsExactly("-1000:NO_MEDIA", "2000:0", "5000:NO_MEDIA");
  }

  @Test
  void theServersClockFindsTheSameFrames() throws Exception {
    var all = server.call("listFragments", "{\"StreamName\":\"cam\"}").body();
    var serverTime = Pattern.compile("\"ServerTimestamp\":([0-9.]+)").matcher(all);
    assertThat(serverTime.find()).isTrue();

    var answer = ask("SERVER", serverTime.group(1), serverTime.group(1), "");

    assertThat(answer.entries()).extracting(Entry::shown).containsExactly("0");
  }

  @Test
  void ofFragmentsThatOverlapTheOneThatBeganLastIsShown() throws Exception {
    put(Mkv.header(1), Mkv.cluster(T + 400, 5));

    assertThat(show(T + 360, T + 760, ",\"SamplingInterval\":200"))
        .containsExactly("360:360", "560:160", "760:760");
  }

  @Test
  void whatIsWantedOfAFragmentIsDecodedAtOnceAndNotBeyondTheLastFrame() throws Exception {
    var answer = images(T, T + 500, ",\"SamplingInterval\":250");

    assertThat(answer.entries()).extracting(Entry::framesOfJob).containsOnly(13);
  }

  @Test
  void anImageThatWasAskedForBeforeIsNotDecodedAgain() throws Exception {
    assertThat(images(T, T, "").entries()).extracting(Entry::framesOfJob).containsExactly(1);

    assertThat(images(T, T + 250, ",\"SamplingInterval\":250").entries())
        .extracting(Entry::framesOfJob)
        .containsExactly(1, 7);
    assertThat(images(T, T + 500, ",\"SamplingInterval\":250").entries())
        .extracting(Entry::framesOfJob)
        .containsExactly(1, 7, 13);
    assertThat(images(T, T + 500, ",\"SamplingInterval\":250").entries())
        .extracting(Entry::framesOfJob)
        .containsExactly(1, 7, 13);
    assertThat(images(T, T, ",\"WidthPixels\":100").entries())
        .extracting(Entry::framesOfJob)
        .containsExactly(1);
  }

  @Test
  void pagesCoverEveryInstantOnce() throws Exception {
    var seen = new ArrayList<String>();
    String range = ",\"SamplingInterval\":300,\"MaxResults\":4";
    var answer = images(T, T + 3000, range);
    while (!answer.token().isEmpty()) {
      assertThat(answer.entries()).hasSize(4);
      seen.addAll(answer.shown());
      answer = images(T, T + 3000, range + ",\"NextToken\":\"" + answer.token() + "\"");
    }
    seen.addAll(answer.shown());

    assertThat(seen)
        .isEqualTo(images(T, T + 3000, ",\"SamplingInterval\":300").shown())
        .hasSize(11);
  }

  @Test
  void aPageHoldsTwentyFiveEntriesUnlessMoreAreAskedFor() throws Exception {
    assertThat(images(T, T + 60_000, ",\"SamplingInterval\":200").entries()).hasSize(25);
    assertThat(images(T, T + 60_000, ",\"SamplingInterval\":200,\"MaxResults\":100").entries())
        .hasSize(100);
    assertThat(images(T, T + 4800, ",\"SamplingInterval\":200").token())
        .as("25 instants are one page")
        .isEmpty();
  }

  @Test
  void aTokenServesTheSameRequestOnly() throws Exception {
    var token = images(T, T + 3000, ",\"SamplingInterval\":300,\"MaxResults\":1").token();
    String with = ",\"NextToken\":\"" + token + "\"";

    refused(T, T + 3000, ",\"SamplingInterval\":301" + with);
    refused(T, T + 3001, ",\"SamplingInterval\":300" + with);
    refused(T, T + 3000, ",\"SamplingInterval\":300,\"WidthPixels\":64" + with);
    refused(
        T, T + 3000, ",\"SamplingInterval\":300,\"NextToken\":\"AAAA" + token.substring(4) + "\"");
  }

  @Test
  void imagesThatAreLeftForAnotherJobComeAllTheSame() throws Exception {
    server.close();
    server = start(Script.LEAVES_WHAT_IS_TOO_MUCH);

    assertThat(show(T, T + 999, ",\"SamplingInterval\":200"))
        .containsExactly("0:0", "200:200", "400:400", "600:600", "800:800");
  }

  @Test
  void aDecoderThatLeavesEverythingForAnotherJobMakesMediaErrors() throws Exception {
    server.close();
    server = start(Script.LEAVES_ALL);

    assertThat(show(T, T + 250, ",\"SamplingInterval\":250"))
        .containsExactly("0:MEDIA_ERROR", "250:MEDIA_ERROR");
  }

  @Test
  void withoutADecoderWhatIsCoveredIsAMediaError() throws Exception {
    server.close();
    server = TestServer.start(data, Map.of("image.decoder", data.resolve("none").toString()));

    assertThat(show(T + 750, T + 1250, ",\"SamplingInterval\":250"))
        .containsExactly("750:MEDIA_ERROR", "1000:NO_MEDIA", "1250:NO_MEDIA");
  }

  @Test
  void aCodecThatIsNotKnownAndACodecPrivateThatCannotBeReadAreMediaErrors() throws Exception {
    put(replace(Mkv.header(1), "V_MPEG4/ISO/AVC", "V_MPEG4/ISO/ASP"), Mkv.cluster(T + 10_000, 2));
    put(replace(Mkv.header(1), "V_MPEG4/ISO/AVC", "V_MPEG/ISO/HEVC"), Mkv.cluster(T + 20_000, 2));
    put(hex(Mkv.header(1), "831000000101", "831000000102"), Mkv.cluster(T + 30_000, 2));

    assertThat(show(T + 10_000, T + 30_000, ",\"SamplingInterval\":10000"))
        .containsExactly("10000:MEDIA_ERROR", "20000:MEDIA_ERROR", "30000:MEDIA_ERROR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"SamplingInterval\":199",
        ",\"SamplingInterval\":\"200\"",
        ",\"MaxResults\":0",
        ",\"MaxResults\":101",
        ",\"NextToken\":\"\"",
        ",\"NextToken\":\"no!\"",
        ",\"WidthPixels\":0",
        ",\"WidthPixels\":3841",
        ",\"HeightPixels\":0",
        ",\"HeightPixels\":2161",
        ",\"FormatConfig\":{}",
        ",\"FormatConfig\":{\"JPEGQuality\":\"0\"}",
        ",\"FormatConfig\":{\"JPEGQuality\":\"101\"}",
        ",\"FormatConfig\":{\"JPEGQuality\":\"\"}",
        ",\"FormatConfig\":{\"JPEGQuality\":\"eighty\"}",
        ",\"FormatConfig\":{\"JPEGQuality\":\"9.5\"}",
        ",\"FormatConfig\":{\"JPEGQuality\":80}",
        ",\"FormatConfig\":{\"PNGQuality\":\"80\"}",
      })
  void aRequestThatCannotBeIsRefused(String members) throws Exception {
    refused(T, T + 1000, members);
  }

  @Test
  void whatIsNeededIsAskedFor() throws Exception {
    String all =
        "{\"StreamName\":\"cam\",\"ImageSelectorType\":\"PRODUCER_TIMESTAMP\","
            + "\"StartTimestamp\":1,\"EndTimestamp\":2,\"Format\":\"JPEG\"}";
    assertThat(server.call("getImages", all).statusCode()).isEqualTo(200);
    for (var member :
        List.of(
            "\"StreamName\":\"cam\",",
            "\"ImageSelectorType\":\"PRODUCER_TIMESTAMP\",",
            "\"StartTimestamp\":1,",
            "\"EndTimestamp\":2,",
            ",\"Format\":\"JPEG\"")) {
      assertThat(server.call("getImages", all.replace(member, "")).body())
          .as(member)
          .contains("Message");
    }
  }

  @Test
  void theRangeEndsNotBeforeItsStartAndIsAtMostFiveMinutes() throws Exception {
    refused(T + 1, T, "");
    refused(T, T + 300_001, "");
    assertThat(images(T, T + 300_000, ",\"MaxResults\":1").entries()).hasSize(1);
  }

  @Test
  void anEndInTheFutureIsAllowed() throws Exception {
    long nowMs = System.currentTimeMillis();

    assertThat(images(nowMs, nowMs + 250_000, "").shown()).containsOnly("NO_MEDIA");
  }

  @Test
  void qualityOfAPngIsIgnored() throws Exception {
    String config = ",\"FormatConfig\":{\"JPEGQuality\":\"bad\"}";
    var answer = ask("PRODUCER", seconds(T), seconds(T), ",\"Format\":\"PNG\"" + config);

    assertThat(answer.shown()).containsExactly("0");
  }

  @Test
  void aStreamWithoutRetentionHasNoImages() throws Exception {
    server.createStream("live", 0);

    var answer = server.call("getImages", request("live", seconds(T), seconds(T), ""));

    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .contains("NoDataRetentionException");
  }

  @Test
  void aStreamThatIsNotThereIsNotFound() throws Exception {
    var answer = server.call("getImages", request("none", seconds(T), seconds(T), ""));

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  /// One entry: what it shows is an error, or the time of the frame.
  private record Entry(long timeMs, String shown, int framesOfJob) {}

  private record Answer(List<Entry> entries, String token) {
    List<String> shown() {
      return entries.stream().map(Entry::shown).toList();
    }
  }

  private TestServer start(Script script) throws Exception {
    var decoder = ScriptedDecoder.install(data.resolve("decoder-" + script), script);
    return TestServer.start(data, Map.of("image.decoder", decoder.toString()));
  }

  private List<String> show(long fromMs, long toMs, String more) throws Exception {
    return images(fromMs, toMs, more + (more.contains("MaxResults") ? "" : ",\"MaxResults\":100"))
        .entries()
        .stream()
        .map(entry -> entry.timeMs() - T + ":" + entry.shown())
        .toList();
  }

  private Answer images(long fromMs, long toMs, String more) throws Exception {
    return ask("PRODUCER", seconds(fromMs), seconds(toMs), more);
  }

  private Answer ask(String clock, String from, String to, String more) throws Exception {
    var request = request("cam", from, to, more).replace("PRODUCER_T", clock + "_T");
    var answer = server.call("getImages", request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    var entries = new ArrayList<Entry>();
    var found = ENTRY.matcher(answer.body());
    while (found.find()) {
      long timeMs = Long.parseLong(found.group(1).replace(".", ""));
      if (found.group().contains("ImageContent")) {
        var image = ByteBuffer.wrap(Base64.getDecoder().decode(found.group(2)));
        entries.add(new Entry(timeMs, Integer.toString(image.getInt(0)), image.getInt(4)));
      } else {
        entries.add(new Entry(timeMs, found.group(2), 0));
      }
    }
    var token = TOKEN.matcher(answer.body());
    return new Answer(entries, token.find() ? token.group(1) : "");
  }

  private void refused(long fromMs, long toMs, String more) throws Exception {
    var answer = server.call("getImages", request("cam", seconds(fromMs), seconds(toMs), more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .contains("InvalidArgumentException");
  }

  private static String request(String stream, String from, String to, String more) {
    String format = more.contains("\"Format\"") ? "" : ",\"Format\":\"JPEG\"";
    return "{\"StreamName\":\"%s\",\"ImageSelectorType\":\"PRODUCER_TIMESTAMP\",\"StartTimestamp\":%s,\"EndTimestamp\":%s%s%s}"
        .formatted(stream, from, to, format, more);
  }

  private static String seconds(long ms) {
    return ms / 1000 + "." + "%03d".formatted(ms % 1000);
  }

  private void put(byte[]... parts) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(parts));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), StandardCharsets.UTF_8))
          .contains("PERSISTED")
          .doesNotContain("ERROR");
    }
  }

  private static byte[] replace(byte[] octets, String text, String by) {
    var latin = new String(octets, StandardCharsets.ISO_8859_1);
    assertThat(latin).contains(text);
    return latin.replace(text, by).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] hex(byte[] octets, String digits, String by) {
    var hex = HexFormat.of();
    return hex.parseHex(hex.formatHex(octets).replace(digits, by));
  }
}
