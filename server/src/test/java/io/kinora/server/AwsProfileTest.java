package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server refuses with `profile=aws`, over real sockets, and accepts without.
final class AwsProfileTest {
  private static final long T = 1_700_000_000_000L;
  private static final String AVC = "V_MPEG4/ISO/AVC";
  private static final byte[] AVCC =
      hex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] ANNEX_B =
      hex("00000001674d401fda014016ec0440000003004000000f03c60ca80000000168ef3c80");
  private static final byte[] NAL = hex("000000036588aa");
  private static final byte[] START_CODE = hex("000000016588aa");

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void aServer() throws Exception {
    server = TestServer.start(data, Map.of("profile", "aws", "quota.calls", "false"));
    server.createStream("cam", 24);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fiveCallsASecondAreAnsweredForOneStream() throws Exception {
    server.close();
    server = TestServer.start(data, Map.of("profile", "aws"));
    var answers = new ArrayList<HttpResponse<String>>();
    for (int i = 0; i < 50; i++) {
      answers.add(server.call("describeStream", "{\"StreamName\":\"cam\"}"));
    }

    assertThat(answers.getFirst().statusCode()).isEqualTo(200);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 200)
        .isNotEmpty()
        .allSatisfy(
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(400);
              assertThat(refused.headers().firstValue("x-amzn-ErrorType"))
                  .contains("ClientLimitExceededException");
              assertThat(refused.body())
                  .contains(
                      "Limit exceeded on number of requests for DescribeStream API for resource"
                          + " 'cam'");
            });
  }

  @Test
  void aStreamAboveTheirNumberIsRefused() throws Exception {
    server.close();
    server = TestServer.start(data, Map.of("profile", "aws", "control.max-streams", "1"));

    refused(
        server.call("createStream", "{\"StreamName\":\"another\"}"),
        "AccountStreamLimitExceededException");
  }

  @Test
  void aSecondProducerOfAStreamIsRefusedWhileTheFirstSendsAFragment() throws Exception {
    try (var first = server.putMedia("cam")) {
      first.sendChunk(Mkv.join(header(AVCC), cluster(0, NAL)));
      assertThat(first.textChunk()).contains("BUFFERING");

      try (var second = server.connect()) {
        second.send(
            """
            POST /putMedia HTTP/1.1\r
            Host: h\r
            x-amzn-stream-name: cam\r
            x-amzn-fragment-timecode-type: ABSOLUTE\r
            Transfer-Encoding: chunked\r
            \r
            """);
        assertThat(second.response()).contains(" 400 ", "ConnectionLimitExceededException");
      }
    }
  }

  @Test
  void aProducerThatHasEndedItsFragmentMayOpenTheNextConnectionBeforeItLeavesTheLast()
      throws Exception {
    try (var first = server.putMedia("cam")) {
      first.sendChunk(Mkv.join(header(AVCC), cluster(0, NAL), Mkv.endOfFragment()));
      assertThat(first.textChunk()).contains("BUFFERING");
      assertThat(first.textChunk()).contains("RECEIVED");

      assertThat(put(header(AVCC), cluster(2000, NAL))).contains("PERSISTED");
    }
  }

  @Test
  void aSecondHeaderInOneSessionIsRefused() throws Exception {
    assertThat(put(header(AVCC), cluster(0, NAL), header(AVCC), cluster(2000, NAL)))
        .contains("INVALID_MKV_DATA");
  }

  @Test
  void aFragmentWithoutADeclaredTrackIsRefused() throws Exception {
    var two = Mkv.headerOf(Mkv.track(1, 1, AVC, AVCC), Mkv.track(2, 2, "A_AAC", hex("1188")));
    assertThat(put(two, cluster(0, NAL))).contains("FRAMES_MISSING_FOR_TRACK");
  }

  @Test
  void configurationsAndFramesOfAnnexBAreNotPlayed() throws Exception {
    assertThat(put(header(ANNEX_B), cluster(0, NAL))).contains("PERSISTED");
    assertThat(put(header(AVCC), cluster(10_000, START_CODE))).contains("PERSISTED");

    refused(clip("PRODUCER", T, T + 1000), "InvalidCodecPrivateDataException");
    refused(clip("PRODUCER", T + 10_000, T + 11_000), "InvalidMediaFrameException");
  }

  @Test
  void aRangeThatStartsBeforeTheRetentionEdgeIsNotPlayed() throws Exception {
    put(header(AVCC), cluster(0, NAL));
    long now = System.currentTimeMillis();

    refused(clip("SERVER", now - 24 * 3_600_000 - 1000, now - 3_600_000), "InvalidArgument");
    assertThat(clip("PRODUCER", T, T + 1000).statusCode()).isEqualTo(200);
  }

  @Test
  void videoWithMuLawIsNoClip() throws Exception {
    var muLaw = hex("070001 00 401F0000 401F0000 0100 0800 0000");
    var sound = Mkv.frame(2, 0, true, new byte[160]);
    var header = Mkv.headerOf(Mkv.track(1, 1, AVC, AVCC), Mkv.track(2, 2, "A_MS/ACM", muLaw));
    put(header, Mkv.clusterOf(T, Mkv.frame(1, 0, true, NAL), sound));

    refused(clip("PRODUCER", T, T + 1000), "UnsupportedStreamMediaTypeException");
  }

  private static byte[] header(byte[] configuration) {
    return Mkv.headerOf(Mkv.track(1, 1, AVC, configuration));
  }

  private static byte[] cluster(long ms, byte[] frame) {
    return Mkv.clusterOf(T + ms, Mkv.frame(1, 0, true, frame));
  }

  /// The acknowledgements of a session.
  private String put(byte[]... elements) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(elements));
      producer.send("0\r\n\r\n");
      return new String(producer.chunks(), ISO_8859_1);
    }
  }

  private HttpResponse<String> clip(String axis, long fromMs, long toMs) throws Exception {
    return server.call(
        "getClip",
        """
        {"StreamName": "cam", "ClipFragmentSelector": {"FragmentSelectorType": "%s_TIMESTAMP",
         "TimestampRange": {"StartTimestamp": %d.%03d, "EndTimestamp": %d.%03d}}}
        """
            .formatted(axis, fromMs / 1000, fromMs % 1000, toMs / 1000, toMs % 1000));
  }

  private static void refused(HttpResponse<String> answer, String error) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType").orElseThrow()).startsWith(error);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
