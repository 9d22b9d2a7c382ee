package io.kinora.server.playback;

import static io.kinora.server.playback.Scenes.AVC;
import static io.kinora.server.playback.Scenes.AVCC;
import static io.kinora.server.playback.Scenes.OTHER_AVCC;
import static io.kinora.server.playback.Scenes.OTHER_PPS;
import static io.kinora.server.playback.Scenes.OTHER_SPS;
import static io.kinora.server.playback.Scenes.OTHER_VIDEO;
import static io.kinora.server.playback.Scenes.PPS;
import static io.kinora.server.playback.Scenes.SPS;
import static io.kinora.server.playback.Scenes.T;
import static io.kinora.server.playback.Scenes.VIDEO;
import static io.kinora.server.playback.Scenes.hex;
import static io.kinora.server.playback.Scenes.nal;
import static io.kinora.server.playback.Scenes.video;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Footage whose stream headers differ, as that of a camera does whose software was changed.
final class MixedFootageTest {
  private static final int TICKS = 90_000;

  @AutoClose private final Viewer viewer;

  MixedFootageTest(@TempDir Path data) throws Exception {
    viewer = new Viewer(data);
  }

  @Test
  void headersMayCountTimeInDifferentUnits() throws Exception {
    recordInManyUnits();
    var hls = viewer.hls(0, "");
    var segments = hls.segments(1);

    assertThat(segments)
        .extracting(Viewer.Hls.Segment::duration)
        .containsExactly("0.08", "0.08", "0.004", "2.0");
    for (int i = 0; i < segments.size(); i++) {
      var media = hls.media(segments.get(i));
      assertThat(hls.init(segments.get(i)).timescale()).isEqualTo(TICKS);
      assertThat(media.decodeTime()).isEqualTo(i * 2L * TICKS);
      assertThat(media.durations()).isEqualTo(frameTicks(i));
    }
  }

  @Test
  void headersMayCountTimeInDifferentUnitsInDashToo() throws Exception {
    recordInManyUnits();
    var dash = viewer.dash();

    assertThat(dash.manifest()).contains("mediaPresentationDuration=\"PT2.164S\"");
    assertThat(dash.init(1).timescale()).isEqualTo(TICKS);
    long ms = 0;
    for (int i = 0; i < 4; i++) {
      var media = dash.media(1, i + 1);
      assertThat(media.decodeTime()).isEqualTo(ms * TICKS / 1000);
      assertThat(media.durations()).isEqualTo(frameTicks(i));
      ms += List.of(80, 80, 4, 2000).get(i);
    }
  }

  @Test
  void playbackGoesOnBehindASecondHeader() throws Exception {
    viewer.record(
        3,
        Mkv.headerOf(VIDEO),
        video(0, nal(1)),
        Mkv.tag("note", "the first header ends here"),
        Mkv.headerOf(VIDEO),
        video(2000, nal(2)),
        Mkv.endOfFragment(),
        Mkv.headerOf(OTHER_VIDEO),
        video(4000, nal(3)));
    var hls = viewer.hls(0, "");
    var segments = hls.segments(1);
    var dash = viewer.dash();

    assertThat(segments)
        .extracting(Viewer.Hls.Segment::discontinuity)
        .containsExactly(false, false, true);
    assertThat(hls.init(segments.get(1)).contains(AVCC)).isTrue();
    assertThat(hls.init(segments.get(2)).contains(OTHER_AVCC)).isTrue();
    for (int i = 0; i < 3; i++) {
      var media = hls.media(segments.get(i));
      assertThat(media.media()).isEqualTo(nal(i + 1));
      assertThat(media.decodeTime()).isEqualTo(i * 2L * TICKS);
    }
    assertThat(dash.media(1, 2).media()).isEqualTo(nal(2));
    viewer.refuses(dash.url(1, 3), 400, "InvalidCodecPrivateDataException");
  }

  /// Two frames every two seconds: in milliseconds, in tenths of them, in units of 100 ns, and in
  /// seconds.
  private void recordInManyUnits() throws Exception {
    record(1_000_000, T, 40);
    record(100_000, (T + 2000) * 10, 400);
    record(100, (T + 4000) * 10_000, 20_000);
    record(1_000_000_000, (T + 6000) / 1000, 1);
  }

  private void record(long scaleNs, long timestamp, int frame) throws Exception {
    viewer.record(
        1,
        Mkv.headerIn(scaleNs, VIDEO),
        Mkv.clusterOf(
            timestamp, Mkv.frame(1, 0, true, nal(1)), Mkv.frame(1, frame, false, nal(2))));
  }

  private static List<Integer> frameTicks(int fragment) {
    int ticks = List.of(3600, 3600, 180, TICKS).get(fragment);
    return List.of(ticks, ticks);
  }

  @Test
  void partsAreTimedByTheHeaderOfTheirOwnFragment() throws Exception {
    record(1_000_000, System.currentTimeMillis(), 40);
    try (var producer = viewer.server().putMedia("cam")) {
      long timestamp = (System.currentTimeMillis() + 100) * 10;
      producer.sendChunk(
          Mkv.join(Mkv.headerIn(100_000, VIDEO), Mkv.clusterOf(timestamp, frames(0, 7))));
      var server = viewer.server();
      var answer = server.call("getHLSStreamingSessionURL", "{\"StreamName\":\"cam\"}").body();
      var playlist =
          answer.replaceAll(".*\"(http[^\"]*)\".*", "$1").replace("Master", "Media")
              + "&LowLatency=YES&TrackNumber=1&_HLS_msn=1&_HLS_part=0";

      var text = new String(viewer.get(playlist).body(), UTF_8);

      assertThat(text.substring(text.lastIndexOf("#EXTINF"))).contains("#EXT-X-PART:DURATION=0.2,");
    }
  }

  /// Frames of 40 ms in tenths of milliseconds.
  private static byte[] frames(int from, int to) {
    var frames = new byte[to - from][];
    for (int i = from; i < to; i++) {
      frames[i - from] = Mkv.frame(1, i * 400, i == 0, nal(i));
    }
    return Mkv.join(frames);
  }

  @Test
  void framesThatAreEncodedOnceMoreAreRefusedWhereverTheyStand() throws Exception {
    viewer.record(2, Mkv.headerOf(VIDEO), video(0, nal(1)), video(2000, nal(2)));
    viewer.record(
        1, Mkv.headerOf(Mkv.strippedTrack(1, 1, AVC, AVCC)), video(4000, new byte[] {1, 2, 3}));
    viewer.record(1, Mkv.headerOf(VIDEO), video(6000, nal(4)));
    var hls = viewer.hls(0, "");
    var segments = hls.segments(1);
    var dash = viewer.dash();

    assertThat(hls.master()).contains("RESOLUTION=1280x720");
    assertThat(hls.media(segments.get(3)).media()).isEqualTo(nal(4));
    viewer.refuses(segments.get(2).url(), 400, "UnsupportedStreamMediaTypeException");
    assertThat(dash.media(1, 4).media()).isEqualTo(nal(4));
    viewer.refuses(dash.url(1, 3), 400, "UnsupportedStreamMediaTypeException");
  }

  @Test
  void aConfigurationThatOnlyTheFramesHaveIsThatOfTheirOwnFragment() throws Exception {
    byte[] first = keyFrame(SPS, PPS);
    byte[] other = keyFrame(OTHER_SPS, OTHER_PPS);
    viewer.record(
        2, Mkv.headerOf(Mkv.track(1, 1, AVC, new byte[0])), video(0, first), video(2000, other));

    var later = viewer.hls(1, "");
    assertThat(later.master()).contains("RESOLUTION=640x480");
    assertThat(later.init(later.segments(1).getFirst()).contains(OTHER_AVCC)).isTrue();
    var whole = viewer.hls(0, "");
    assertThat(whole.master()).contains("RESOLUTION=1280x720");
    var segments = whole.segments(1);
    assertThat(segments).hasSize(2).noneMatch(Viewer.Hls.Segment::gap);
    assertThat(segments.getLast().map()).isEqualTo(segments.getFirst().map());
    assertThat(whole.init(segments.getFirst()).contains(AVCC)).isTrue();
    assertThat(whole.media(segments.getLast()).media()).isEqualTo(other);
  }

  @Test
  void framesWhoseConfigurationSaysOtherwiseAreNotConverted() throws Exception {
    byte[] unit = hex("6511");
    byte[] narrow = AVCC.clone();
    narrow[4] = (byte) 0xFD;
    byte[] behindStartCode = Mkv.join(hex("00000001"), unit);
    viewer.record(1, Mkv.headerOf(VIDEO), video(0, behindStartCode));
    viewer.record(
        2,
        Mkv.headerOf(Mkv.track(1, 1, AVC, narrow)),
        video(2000, behindStartCode),
        video(4000, Mkv.join(hex("0002"), unit)));
    var hls = viewer.hls(0, "");
    var segments = hls.segments(1);

    assertThat(hls.media(segments.get(0)).media()).isEqualTo(Mkv.join(hex("00000002"), unit));
    viewer.refuses(segments.get(1).url(), 400, "InvalidMediaFrameException");
    assertThat(hls.media(segments.get(2)).media()).isEqualTo(Mkv.join(hex("0002"), unit));
  }

  @Test
  void videoBesideG711IsThereForPlayersThatCannotPlayG711() throws Exception {
    var alaw = Mkv.track(2, 2, "A_MS/ACM", hex("060001 00 401F0000 401F0000 0100 0800 0000"));
    viewer.record(
        1,
        Mkv.headerOf(VIDEO, alaw),
        Mkv.clusterOf(
            T, Mkv.frame(1, 0, true, nal(1)), Mkv.frame(2, 0, true, hex("d5d5d5d5d5d5d5d5"))));

    var lines = viewer.hls(0, "").master().lines();

    assertThat(lines.filter(line -> !line.startsWith("#") || line.contains("-STREAM-INF")))
        .satisfiesExactly(
            all ->
                assertThat(all)
                    .startsWith("#EXT-X-STREAM-INF:CODECS=\"avc1.4d401f,alaw\",RESOLUTION=1280x720")
                    .endsWith(",AUDIO=\"audio\""),
            playlist -> assertThat(playlist).endsWith("&TrackNumber=1"),
            video ->
                assertThat(video)
                    .startsWith("#EXT-X-STREAM-INF:CODECS=\"avc1.4d401f\",RESOLUTION=1280x720")
                    .doesNotContain("AUDIO"),
            playlist -> assertThat(playlist).endsWith("&TrackNumber=1"));
  }

  private static byte[] keyFrame(byte[] sps, byte[] pps) {
    return Mkv.join(hex("000000%02x".formatted(sps.length)), sps, hex("00000004"), pps, nal(1));
  }
}
