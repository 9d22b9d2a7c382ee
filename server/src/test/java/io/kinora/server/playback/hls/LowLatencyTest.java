package io.kinora.server.playback.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.CountedReads;
import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A player that asks for parts of a segment while its fragment arrives frame by frame, every 40 ms
/// of media, so that parts have five frames.
final class LowLatencyTest {
  private static final long T = 1_795_000_000_000L;
  private static final int FRAMES_OF_A_PART = 5;
  private static final int VIEWERS = 100;

  @TempDir Path data;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountedReads reads = new CountedReads();
  private TestServer server;
  private RawConnection producer;
  private String arn;
  private String playlist;

  @BeforeEach
  void goLive() throws Exception {
    server = TestServer.start(data, Map.of(), reads::around);
    arn = server.createStream("camera", 24);
    producer = server.putMedia("camera");
    producer.sendChunk(Mkv.join(Mkv.header(1), cluster(T, 25), Mkv.endOfFragment()));
    awaitAck("PERSISTED");
    var answer =
        server.call(
            "getHLSStreamingSessionURL",
            """
            {"StreamName":"camera","HLSFragmentSelector":
            {"FragmentSelectorType":"PRODUCER_TIMESTAMP"}}""");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    playlist =
        answer.body().replaceAll(".*\"(http[^\"]*)\".*", "$1").replace("Master", "Media")
            + "&LowLatency=YES&TrackNumber=1";
  }

  @AfterEach
  void close() throws Exception {
    producer.close();
    server.close();
    client.close();
  }

  @Test
  void aPlaylistIsHeldBackUntilThePartIsThere() throws Exception {
    assertThat(get(playlist))
        .contains("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6,")
        .contains("#EXT-X-PART-INF:PART-TARGET=0.2\n")
        .containsSubsequence("Part=0\"", "Part=4\"", "#EXTINF:1.0,")
        .doesNotContain("PRELOAD-HINT")
        .endsWith("\n# The live edge.\n");

    var waiting = ask(playlist + "&_HLS_msn=1&_HLS_part=0");
    sendFrames(0, FRAMES_OF_A_PART);
    awaitAck("BUFFERING");
    assertThat(waiting).isNotDone();
    sendFrames(FRAMES_OF_A_PART, FRAMES_OF_A_PART + 1);

    var text = waiting.join().body();
    assertThat(text.substring(text.lastIndexOf("#EXTINF")))
        .contains("#EXT-X-PART:DURATION=0.2,")
        .contains("&Part=0\",INDEPENDENT=YES\n")
        .contains("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
        .contains("&Part=1\"\n");
  }

  @Test
  void thePartsTogetherAreTheSegmentAndStayWhatTheyWere() throws Exception {
    sendFrames(0, 3 * FRAMES_OF_A_PART + 2);
    var text = ask(playlist + "&_HLS_msn=1&_HLS_part=2").join().body();
    var parts = parts(text.substring(text.lastIndexOf("#EXTINF")));
    assertThat(parts).hasSize(3);
    var arriving = parts.stream().map(this::hex).toList();

    var hinted = ask(base() + hint(text));
    producer.sendChunk(Mkv.endOfFragment());
    awaitAck("PERSISTED");

    var whole = get(playlist + "&_HLS_msn=1");
    assertThat(parts(whole)).containsAll(parts);
    assertThat(parts.stream().map(this::hex).toList()).isEqualTo(arriving);
    assertThat(hinted.join().statusCode()).isEqualTo(200);
    var media = new ByteArrayOutputStream();
    parts.forEach(part -> media.writeBytes(payload(octets(part))));
    media.writeBytes(payload(octets(hint(text))));
    var segment = parts.getFirst().replace("&Part=0", "");
    assertThat(media.toByteArray()).isEqualTo(payload(octets(segment)));
  }

  @Test
  void whatCannotBeAskedForIsRefused() throws Exception {
    assertThat(ask(playlist + "&_HLS_msn=3").join().statusCode()).isEqualTo(400);
    assertThat(ask(playlist + "&_HLS_part=0").join().statusCode()).isEqualTo(400);
    assertThat(ask(playlist + "&_HLS_msn=x").join().statusCode()).isEqualTo(400);
    assertThat(ask(playlist + "&_HLS_part=99999999999").join().statusCode()).isEqualTo(400);
    var far = playlist + "&_HLS_msn=999999999999999999&_HLS_part=999999999999999999";
    assertThat(ask(far).join().statusCode()).isEqualTo(400);
    assertThat(get(playlist + "&_HLS_msn=0&_HLS_part=99999999999")).contains("#EXTINF");
    var part = parts(get(playlist)).getFirst();
    assertThat(ask(base() + part.replace("&Part=0", "&Part=5")).join().statusCode()).isEqualTo(404);
  }

  @Test
  void aSessionOfThePastHasNoPartsOfWhatArrivesNow() throws Exception {
    sendFrames(0, FRAMES_OF_A_PART + 1);
    var live = parts(ask(playlist + "&_HLS_msn=1&_HLS_part=0").join().body()).getLast();
    assertThat(ask(base() + live).join().statusCode()).isEqualTo(200);
    var past =
        server.call(
            "getHLSStreamingSessionURL",
            """
            {"StreamName":"camera","PlaybackMode":"ON_DEMAND","HLSFragmentSelector":
            {"FragmentSelectorType":"PRODUCER_TIMESTAMP",
            "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}}"""
                .formatted(T / 1000, T / 1000 + 100));
    var token = past.body().replaceAll(".*SessionToken=([^\"]*)\".*", "$1");
    assertThat(past.statusCode()).as(past.body()).isEqualTo(200);

    var answer = ask(base() + live.replaceAll("SessionToken=[^&]*", "SessionToken=" + token));

    assertThat(answer.join().statusCode()).isEqualTo(400);
    assertThat(answer.join().body()).contains("no parts");
  }

  @Test
  void whatAProducerSendsAgainHasNoParts() throws Exception {
    producer.close();
    producer = server.putMedia("camera");
    producer.sendChunk(Mkv.join(Mkv.header(1), cluster(T, 2 * FRAMES_OF_A_PART)));
    awaitAck("BUFFERING");

    assertThat(get(playlist)).endsWith("\n# The live edge.\n");

    producer.sendChunk(Mkv.endOfFragment());
    awaitAck("PERSISTED");
    assertThat(get(playlist)).contains("#EXT-X-GAP").endsWith("\n# The live edge.\n");
    sendFrames(0, FRAMES_OF_A_PART + 1);
    assertThat(ask(playlist + "&_HLS_msn=2&_HLS_part=0").join().body())
        .contains("#EXT-X-PRELOAD-HINT");
  }

  @Test
  void aHintStandsBehindTheTagsOfItsSegment() throws Exception {
    var answer = server.call("getHLSStreamingSessionURL", "{\"StreamName\":\"camera\"}");
    var byServerClock =
        answer.body().replaceAll(".*\"(http[^\"]*)\".*", "$1").replace("Master", "Media")
            + "&LowLatency=YES&TrackNumber=1";
    sendFrames(0, 1);
    awaitAck("BUFFERING");

    var text = get(byServerClock);

    assertThat(text.substring(text.indexOf("# The live edge.")))
        .startsWith("# The live edge.\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:")
        .contains("Z\n#EXT-X-PRELOAD-HINT:");
  }

  @Test
  void whoDoesNotAskForLowLatencyIsToldNothingOfIt() throws Exception {
    sendFrames(0, FRAMES_OF_A_PART + 1);
    ask(playlist + "&_HLS_msn=1&_HLS_part=0").join();

    for (var wish : List.of("", "LowLatency=NO&")) {
      assertThat(get(playlist.replace("LowLatency=YES&", wish)))
          .contains("#EXTINF:1.0,")
          .doesNotContain("-PART", "SERVER-CONTROL", "PRELOAD-HINT", "RENDITION", "DATE-TIME");
    }
    assertThat(ask(playlist.replace("=YES", "=MAYBE")).join().statusCode()).isEqualTo(400);
  }

  @Test
  void aStreamWhoseProducerSendsFramesAsTheyAreMadeIsPlayedWithLowLatencyUnasked()
      throws Exception {
    sendFrames(0, 1);
    awaitAck("BUFFERING");
    for (long begun = System.nanoTime(); System.nanoTime() - begun < 80_000_000; ) {
      get(playlist);
    }
    sendFrames(1, 2);
    producer.sendChunk(Mkv.endOfFragment());
    awaitAck("PERSISTED");
    var answer = server.call("getHLSStreamingSessionURL", "{\"StreamName\":\"camera\"}");
    var url = answer.body().replaceAll(".*\"(http[^\"]*)\".*", "$1");

    assertThat(get(url)).contains("\ngetHLSMediaPlaylist.m3u8?SessionToken=");
    var media = url.replace("Master", "Media") + "&TrackNumber=1";
    assertThat(get(media)).contains("#EXT-X-PART-INF", "#EXT-X-PROGRAM-DATE-TIME");
    assertThat(get(media + "&LowLatency=NO")).doesNotContain("#EXT-X-PART");
  }

  @Test
  void theMasterPlaylistPassesOnWhatWasAskedFor() {
    var master = playlist.replace("Media", "Master");

    assertThat(get(master)).contains("\ngetHLSMediaPlaylist.m3u8?LowLatency=YES&SessionToken=");
    assertThat(get(master.replace("LowLatency=YES&", "")))
        .contains("\ngetHLSMediaPlaylist.m3u8?SessionToken=");
  }

  @Test
  void everySegmentTellsWhenItStarted() throws Exception {
    sendFrames(0, FRAMES_OF_A_PART + 1);
    var text = ask(playlist + "&_HLS_msn=1&_HLS_part=0").join().body();

    assertThat(text)
        .containsSubsequence(
            "#EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:40.000Z\n",
            "#EXTINF:1.0,",
            "# The live edge.\n#EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:41.000Z\n",
            "#EXT-X-PART:DURATION=0.2,");
  }

  @Test
  void partsSayTheirLengthToTheMicrosecond() {
    var line = new StringBuilder();

    new LowLatency.PartLine("part", 10 * 1024 / 48_000.0, true).append(line);
    new LowLatency.PartLine("part", 1 / 90_000.0, false).append(line);

    assertThat(line).contains("DURATION=0.213333,URI", "DURATION=0.000011,URI");
  }

  @Test
  void framesBehindStartCodesGetLengthsAndNoParts() throws Exception {
    byte[] unit = {0x65, 1, 2, 3, 4, 5, 6, 7};
    producer.sendChunk(
        Mkv.join(
            Mkv.clusterOf(T + 1000, Mkv.frame(1, 0, true, Mkv.join(new byte[] {0, 0, 0, 1}, unit))),
            Mkv.endOfFragment()));
    awaitAck("PERSISTED");

    var newest = get(playlist).lines().filter(line -> !line.startsWith("#")).toList().getLast();

    assertThat(payload(octets(newest))).isEqualTo(Mkv.join(new byte[] {0, 0, 0, 8}, unit));
    var text = get(playlist);
    assertThat(text.substring(text.indexOf("#EXTINF"))).doesNotContain("#EXT-X-PART:");
  }

  @Test
  void whatNeverComesIsNotWaitedForLong() throws Exception {
    var answer = ask(playlist + "&_HLS_msn=1").join();

    assertThat(answer.statusCode()).isEqualTo(503);
  }

  @Test
  void anUpdateLeavesOutWhatThePlayerHas() throws Exception {
    for (int i = 1; i < 5; i++) {
      producer.sendChunk(Mkv.join(cluster(T + 2000L * i, 50), Mkv.endOfFragment()));
      awaitAck("PERSISTED");
    }
    // The target was a second and is two now: nothing is twelve seconds old.
    assertThat(get(playlist + "&_HLS_skip=YES"))
        .contains("CAN-SKIP-UNTIL=12.0")
        .contains("#EXT-X-VERSION:7\n")
        .doesNotContain("#EXT-X-SKIP");
  }

  @Test
  void thoseWhoWaitCostTheStoreNothingForEachFrame() throws Exception {
    get(playlist);
    long before = reads.count();
    var waiting =
        IntStream.range(0, VIEWERS)
            .mapToObj(_ -> ask(playlist + "&_HLS_msn=1&_HLS_part=3"))
            .toList();

    sendFrames(0, 4 * FRAMES_OF_A_PART + 1);

    for (var viewer : waiting) {
      assertThat(viewer.join().statusCode()).isEqualTo(200);
    }
    assertThat(reads.count() - before).isLessThan(VIEWERS / 10);
  }

  @Test
  void whoWaitsForAStreamThatIsDeletedIsToldSo() throws Exception {
    var waiting = ask(playlist + "&_HLS_msn=1&_HLS_part=0");

    var answer = server.call("deleteStream", "{\"StreamARN\":\"" + arn + "\"}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(waiting.join().statusCode()).isEqualTo(404);
  }

  @Test
  void partsOfACameraThatSlowsDownAreNotLongerThanIsSaid() throws Exception {
    assertThat(get(playlist)).contains("PART-HOLD-BACK=0.6,").contains("PART-TARGET=0.2\n");
    producer.sendChunk(
        Mkv.join(
            Mkv.clusterOf(
                T + 1000,
                Mkv.frame(1, 0, true, unit(0)),
                Mkv.frame(1, 500, false, unit(1)),
                Mkv.frame(1, 1000, false, unit(2))),
            Mkv.endOfFragment()));
    awaitAck("PERSISTED");
    assertThat(get(playlist))
        .contains("#EXT-X-PART:DURATION=0.5,")
        .contains("PART-HOLD-BACK=1.5,")
        .contains("PART-TARGET=0.5\n");

    for (int i = 0; i < 8; i++) {
      producer.sendChunk(Mkv.join(cluster(T + 2500 + 1000L * i, 25), Mkv.endOfFragment()));
      awaitAck("PERSISTED");
    }

    assertThat(get(playlist))
        .doesNotContain("#EXT-X-PART:DURATION=0.5,")
        .contains("PART-TARGET=0.5\n");
  }

  private void sendFrames(int from, int to) throws Exception {
    if (from == 0) {
      producer.sendChunk(cluster(T + 1000, 1));
    }
    for (int i = Math.max(from, 1); i < to; i++) {
      producer.sendChunk(frame(i));
    }
  }

  private static byte[] cluster(long timecode, int frames) {
    return Mkv.clusterOf(
        timecode,
        IntStream.range(0, frames).mapToObj(LowLatencyTest::frame).toArray(byte[][]::new));
  }

  /// A frame of one NAL unit, which says which frame it is.
  private static byte[] frame(int index) {
    return Mkv.frame(1, index * 40, index == 0, unit(index));
  }

  private static byte[] unit(int index) {
    return ByteBuffer.allocate(200).putInt(196).put((byte) 0x65).putInt(index).array();
  }

  private void awaitAck(String type) throws Exception {
    var ack = producer.textChunk();
    while (!ack.contains(type)) {
      ack = producer.textChunk();
    }
  }

  private String get(String url) {
    var answer = ask(url).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private CompletableFuture<HttpResponse<String>> ask(String url) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private byte[] octets(String relative) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(URI.create(base() + relative)).build(),
            BodyHandlers.ofByteArray())
        .join()
        .body();
  }

  private String hex(String relative) {
    return HexFormat.of().formatHex(octets(relative));
  }

  private String base() {
    return playlist.substring(0, playlist.indexOf("getHLS"));
  }

  private static List<String> parts(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#EXT-X-PART:"))
        .map(line -> line.replaceFirst(".*URI=\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private static String hint(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#EXT-X-PRELOAD-HINT"))
        .map(line -> line.replaceFirst(".*URI=\"([^\"]*)\".*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  /// The content of the `mdat`, which stands last.
  private static byte[] payload(byte[] segment) {
    var moof = ByteBuffer.wrap(segment).getInt();
    return Arrays.copyOfRange(segment, moof + 8, segment.length);
  }
}
