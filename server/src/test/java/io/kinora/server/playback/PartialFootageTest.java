package io.kinora.server.playback;

import static io.kinora.server.playback.Scenes.AUDIO;
import static io.kinora.server.playback.Scenes.SOUND;
import static io.kinora.server.playback.Scenes.VIDEO;
import static io.kinora.server.playback.Scenes.audio;
import static io.kinora.server.playback.Scenes.hex;
import static io.kinora.server.playback.Scenes.nal;
import static io.kinora.server.playback.Scenes.video;
import static io.kinora.server.playback.Scenes.videoAndAudio;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fragments that lack a track, as the last one of a session often does, or have damage.
final class PartialFootageTest {
  private static final String MPEG_TS = ",\"ContainerFormat\":\"MPEG_TS\"";
  private static final int PACKET_BYTES = 188;
  private static final int AUDIO_PID = 0x101;

  @AutoClose private final Viewer viewer;

  PartialFootageTest(@TempDir Path data) throws Exception {
    viewer = new Viewer(data);
  }

  /// With both tracks, with video alone, with both, and with audio alone.
  private void recordAllKinds() throws Exception {
    viewer.record(
        4,
        Mkv.headerOf(VIDEO, AUDIO),
        videoAndAudio(0, nal(1)),
        video(2000, nal(2)),
        videoAndAudio(4000, nal(3)),
        audio(6000));
  }

  @Test
  void eachRenditionOfHlsLeavesOutWhatItHasNothingOf() throws Exception {
    recordAllKinds();
    var hls = viewer.hls(0, "");
    var pictures = hls.segments(1);
    var sounds = hls.segments(2);

    assertThat(pictures)
        .extracting(Viewer.Hls.Segment::gap)
        .containsExactly(false, false, false, true);
    assertThat(sounds)
        .extracting(Viewer.Hls.Segment::gap)
        .containsExactly(false, true, false, false);
    assertThat(hls.media(pictures.get(1)).media()).isEqualTo(nal(2));
    assertThat(hls.media(sounds.get(3)).media()).isEqualTo(SOUND);
    assertThat(hls.media(sounds.get(3)).decodeTime()).isEqualTo(6 * 48_000);
    assertThat(hls.media(pictures.get(3)).media()).as("for players that ask").isEmpty();
  }

  @Test
  void dashKeepsTheTimeOfATrackThatIsAbsentForAWhile() throws Exception {
    recordAllKinds();
    var dash = viewer.dash();

    assertThat(dash.media(1, 4).media()).isEmpty();
    assertThat(dash.media(1, 4).durations()).isEmpty();
    assertThat(dash.media(2, 2).media()).isEmpty();
    // Without a frame to go by, a frame of video lasts 40 ms.
    assertThat(dash.media(2, 3).media()).isEqualTo(SOUND);
    assertThat(dash.media(2, 3).decodeTime()).isEqualTo(80 * 48);
    assertThat(dash.media(2, 4).decodeTime()).isEqualTo(120 * 48);
    assertThat(dash.media(1, 3).decodeTime()).isEqualTo(80 * 90);
  }

  @Test
  void aTrackThatTheHeaderNoLongerHasEndsADashSession() throws Exception {
    viewer.record(1, Mkv.headerOf(VIDEO, AUDIO), videoAndAudio(0, nal(1)));
    viewer.record(1, Mkv.headerOf(VIDEO), video(2000, nal(2)));
    viewer.record(1, Mkv.headerOf(VIDEO, AUDIO), videoAndAudio(4000, nal(3)));
    var ended = viewer.dash();
    var replayed = viewer.dash("LIVE_REPLAY");

    assertThat(ended.manifest())
        .containsOnlyOnce("contentType=\"audio\"")
        .containsOnlyOnce("<Period");
    assertThat(ended.manifest().split("<S ", -1)).as("one of each track").hasSize(3);
    viewer.refuses(ended.url(1, 2), 404, "ResourceNotFoundException");
    viewer.refuses(replayed.url(1, 2), 400, "UnsupportedStreamMediaTypeException");
    assertThat(replayed.media(1, 3).media()).isEqualTo(nal(3));
    assertThat(replayed.media(2, 3).media()).isEqualTo(SOUND);
  }

  @Test
  void aTransportStreamHasTheClockOfWhatItHas() throws Exception {
    recordAllKinds();
    var hls = viewer.hls(0, MPEG_TS);
    var segments = hls.segments(1);

    assertThat(segments).hasSize(4).noneMatch(Viewer.Hls.Segment::gap);
    assertThat(clockPid(hls.packets(segments.get(0)))).isEqualTo(AUDIO_PID - 1);
    assertThat(clockPid(hls.packets(segments.get(1)))).isEqualTo(AUDIO_PID - 1);
    assertThat(clockPid(hls.packets(segments.get(3)))).isEqualTo(AUDIO_PID);
  }

  /// The PID that the PMT says has the clock, on which every one that is told must be.
  private static int clockPid(byte[] packets) {
    int pid = -1;
    boolean told = false;
    for (int at = 0; at < packets.length; at += PACKET_BYTES) {
      var packet = ByteBuffer.wrap(packets, at, PACKET_BYTES).slice();
      int itsPid = packet.getShort(1) & 0x1FFF;
      boolean adapted = (packet.get(3) & 0x20) != 0;
      if (itsPid == 0x1000) {
        int adaptation = adapted ? 1 + (packet.get(4) & 0xFF) : 0;
        pid = packet.getShort(4 + adaptation + 9) & 0x1FFF;
      } else if (adapted && packet.get(4) != 0 && (packet.get(5) & 0x10) != 0) {
        assertThat(itsPid).isEqualTo(pid);
        told = true;
      }
    }
    assertThat(told).isTrue();
    return pid;
  }

  @Test
  void aNalUnitThatIsCutOffIsRefusedAndTheFootageAroundItPlayed() throws Exception {
    byte[] cut = hex("000000056588");
    viewer.record(3, Mkv.headerOf(VIDEO), video(0, nal(1)), video(2000, cut), video(4000, nal(3)));
    var hls = viewer.hls(0, "");
    var ts = viewer.hls(0, MPEG_TS);
    var dash = viewer.dash();

    viewer.refuses(hls.segments(1).get(1).url(), 400, "InvalidMediaFrameException");
    viewer.refuses(ts.segments(1).get(1).url(), 400, "InvalidMediaFrameException");
    viewer.refuses(dash.url(1, 2), 400, "InvalidMediaFrameException");
    assertThat(hls.media(hls.segments(1).get(2)).media()).isEqualTo(nal(3));
    assertThat(ts.packets(ts.segments(1).get(2))).isNotEmpty();
    assertThat(dash.media(1, 3).media()).isEqualTo(nal(3));
    assertThat(dash.media(1, 3).decodeTime()).isEqualTo(80 * 90);
  }
}
