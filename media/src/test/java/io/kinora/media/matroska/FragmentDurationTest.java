package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long a fragment is said to be.
final class FragmentDurationTest {
  private static final long MS = 1_000_000;

  @Test
  void theListedLengthSpansAllTracks() {
    var frames = frames(0, 40, 20, 10);
    frames.add(0, 1, -7, 1, 0);

    assertThat(FragmentDuration.listedNs(frames, MS)).isEqualTo(47 * MS);
    assertThat(FragmentDuration.listedNs(frames, 100)).isEqualTo(4_700);
  }

  @Test
  void theLastFrameLastsAsItsBlockSays() {
    var frames = frames(0, 40, 80);
    frames.group(2, true, 55);

    assertThat(playback(frames, tracks(33 * MS))).isEqualTo((80 + 55) * MS);
  }

  @Test
  void elseAsTheTrackSays() {
    assertThat(playback(frames(0, 40, 80), tracks(33_333_333))).isEqualTo(80 * MS + 33_333_333);
  }

  @Test
  void elseLikeTheMedianOfTheOthersInOrderOfTime() {
    var pictures = frames(0, 120, 40, 81, 200, 200);

    assertThat(playback(pictures, tracks(0))).isEqualTo(200 * MS + 40_500_000);
  }

  @Test
  void elseFortyMilliseconds() {
    assertThat(playback(frames(0), tracks(0))).isEqualTo(40 * MS);
    assertThat(playback(frames(9, 9), tracks(0))).isEqualTo(40 * MS);
  }

  @Test
  void onlyTheTrackOfTheFrameShownLastCounts() {
    var frames = frames(0, 1000);
    frames.add(0, 1, 980, 1, 0);
    frames.add(0, 1, 1001, 1, 0);

    assertThat(playback(frames, tracks(0, 0))).isEqualTo((1001 + 21) * MS);
    assertThat(playback(frames, tracks(500 * MS, 0))).isEqualTo((1001 + 21) * MS);
  }

  @Test
  void anUnknownTrackIsEstimatedToo() {
    var frames = new FrameTable(0);
    frames.add(0, 1, 0, FrameTable.UNKNOWN_TRACK, 0);
    frames.add(0, 1, 25, FrameTable.UNKNOWN_TRACK, 0);

    assertThat(playback(frames, tracks(33 * MS))).isEqualTo(50 * MS);
  }

  @Test
  void nothingLastsNoTime() {
    assertThat(FragmentDuration.listedNs(frames(), MS)).isZero();
    assertThat(playback(frames(), tracks(33 * MS))).isZero();
  }

  @Test
  void aTrackSpansItsOwnFramesAlone() {
    var frames = frames(20, 100, 60);
    frames.add(0, 1, -10, 1, 0);
    frames.add(0, 1, 11, 1, 0);
    var tracks = tracks(33 * MS, 0, 0);

    assertThat(FragmentDuration.playbackNs(frames, MS, tracks, 0)).isEqualTo((80 + 33) * MS);
    assertThat(FragmentDuration.playbackNs(frames, MS, tracks, 1)).isEqualTo((21 + 21) * MS);
    assertThat(FragmentDuration.playbackNs(frames, MS, tracks, 2)).isZero();
  }

  @Test
  void theLastOfTwoFramesAtTheSameTimeIsTheOneThatLasts() {
    var frames = frames(0, 40, 40);
    frames.group(2, true, 55);

    assertThat(FragmentDuration.playbackNs(frames, MS, tracks(33 * MS), 0)).isEqualTo(95 * MS);
  }

  @Test
  void absurdUnitsDoNotOverflow() {
    var frames = frames(0, 30_000);

    assertThat(FragmentDuration.listedNs(frames, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(FragmentDuration.playbackNs(frames, Long.MAX_VALUE / 2, tracks(5)))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theLastFrameLastsAnHourAtMostWhateverIsClaimed() {
    long hour = FragmentDuration.MAX_LAST_FRAME_NS;
    assertThat(playback(frames(0, 40), tracks(hour - 1))).isEqualTo(40 * MS + hour - 1);
    assertThat(playback(frames(0, 40), tracks(hour + 1))).isEqualTo(40 * MS + hour);
    assertThat(playback(frames(0, 40), tracks(Long.MAX_VALUE))).isEqualTo(40 * MS + hour);

    var claimed = frames(0);
    claimed.group(0, true, 0xFFFF);
    long second = 1000 * MS;
    assertThat(FragmentDuration.playbackNs(claimed, second, tracks(5))).isEqualTo(hour);
    assertThat(FragmentDuration.playbackNs(claimed, second, tracks(5), 0)).isEqualTo(hour);
    var sparse = frames(0, 30_000);
    assertThat(FragmentDuration.playbackNs(sparse, second, tracks(0)))
        .isEqualTo(30_000 * second + hour);
  }

  private static long playback(FrameTable frames, List<Track> tracks) {
    return FragmentDuration.playbackNs(frames, MS, tracks);
  }

  private static FrameTable frames(int... times) {
    var frames = new FrameTable(times.length);
    for (int time : times) {
      frames.add(0, 1, time, 0, 0);
    }
    return frames;
  }

  private static List<Track> tracks(long... defaultDurationsNs) {
    return Arrays.stream(defaultDurationsNs)
        .mapToObj(
            ns ->
                new Track(1, 1, Track.VIDEO, "", "", "", new byte[0], ns, 0, false, 0, 0, 0, 0, 0))
        .toList();
  }
}
