package io.kinora.media.matroska;

import java.util.Arrays;
import java.util.List;

/// How long a fragment is. What exceeds a `long` of nanoseconds is the greatest `long`.
public final class FragmentDuration {
  private static final double NANOS_PER_MS = 1_000_000;
  private static final long FALLBACK_NS = 40_000_000;

  /// Most that the last frame is taken to last, an hour. A track may claim centuries; who looks for
  /// fragments by time has to look back as far as the longest of them reaches.
  static final long MAX_LAST_FRAME_NS = 3_600_000_000_000L;

  private FragmentDuration() {}

  /// From the earliest to the latest frame time, over all tracks.
  public static long listedNs(FrameTable frames, long timestampScaleNs) {
    return ns((long) frames.maxTime() - frames.minTime(), timestampScaleNs);
  }

  /// [#listedNs] and the estimated duration of the frame that is shown last. Never looks at another
  /// fragment, so that it can be published at once and does not change.
  public static long playbackNs(FrameTable frames, long timestampScaleNs, List<Track> tracks) {
    if (frames.count() == 0) {
      return 0;
    }
    return sum(
        listedNs(frames, timestampScaleNs),
        lastFrameNs(frames, lastRow(frames, frames.maxTime()), timestampScaleNs, tracks));
  }

  /// When a track begins to be shown: its earliest frame, nearest milliseconds after the timestamp
  /// of the Cluster. 0 without frames of it.
  ///
  /// @param rows so many of the frames are looked at
  /// @param track index into the tracks of the header
  public static int startMs(FrameTable frames, int rows, StreamHeader header, int track) {
    long earliest = Long.MAX_VALUE;
    for (int row = 0; row < rows; row++) {
      if (frames.track(row) == track) {
        earliest = Math.min(earliest, frames.time(row));
      }
    }
    if (earliest == Long.MAX_VALUE) {
      return 0;
    }
    double shownNs =
        (double) earliest * header.timestampScaleNs()
            - header.tracks().get(track).boundedCodecDelayNs();
    return Math.clamp(Math.round(shownNs / NANOS_PER_MS), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// [#playbackNs(FrameTable, long, List)] of one track: from its earliest to its latest frame, and
  /// the estimated duration of the latter. 0 without frames of it.
  ///
  /// @param track index into `tracks`
  public static long playbackNs(
      FrameTable frames, long timestampScaleNs, List<Track> tracks, int track) {
    int first = -1;
    int last = -1;
    for (int row = 0; row < frames.count(); row++) {
      if (frames.track(row) == track) {
        first = first < 0 || frames.time(row) < frames.time(first) ? row : first;
        last = last < 0 || frames.time(row) >= frames.time(last) ? row : last;
      }
    }
    return last < 0
        ? 0
        : sum(
            ns((long) frames.time(last) - frames.time(first), timestampScaleNs),
            lastFrameNs(frames, last, timestampScaleNs, tracks));
  }

  private static long sum(long aNs, long bNs) {
    return bNs > Long.MAX_VALUE - aNs ? Long.MAX_VALUE : aNs + bNs;
  }

  private static int lastRow(FrameTable frames, int time) {
    int row = frames.count() - 1;
    while (frames.time(row) != time) {
      row--;
    }
    return row;
  }

  private static long lastFrameNs(
      FrameTable frames, int last, long timestampScaleNs, List<Track> tracks) {
    return Math.min(MAX_LAST_FRAME_NS, claimedNs(frames, last, timestampScaleNs, tracks));
  }

  /// In this order: BlockDuration, DefaultDuration, the median of the track's other durations in
  /// this fragment, 40 ms.
  private static long claimedNs(
      FrameTable frames, int last, long timestampScaleNs, List<Track> tracks) {
    if (frames.duration(last) > 0) {
      return ns(frames.duration(last), timestampScaleNs);
    }
    int track = frames.track(last);
    if (track < tracks.size() && tracks.get(track).defaultDurationNs() > 0) {
      return tracks.get(track).defaultDurationNs();
    }
    long twiceMedian = twiceMedianTicks(frames, track);
    return twiceMedian == 0 ? FALLBACK_NS : ns(twiceMedian, timestampScaleNs) / 2;
  }

  /// Twice, so that a median between two ticks is exact; 0 if the track has no two times.
  private static long twiceMedianTicks(FrameTable frames, int track) {
    var times = new int[frames.count()];
    int count = 0;
    for (int row = 0; row < frames.count(); row++) {
      if (frames.track(row) == track) {
        times[count++] = frames.time(row);
      }
    }
    Arrays.sort(times, 0, count);
    var durations = new long[count];
    int durationCount = 0;
    for (int i = 1; i < count; i++) {
      if (times[i] != times[i - 1]) {
        durations[durationCount++] = (long) times[i] - times[i - 1];
      }
    }
    if (durationCount == 0) {
      return 0;
    }
    Arrays.sort(durations, 0, durationCount);
    return durations[(durationCount - 1) / 2] + durations[durationCount / 2];
  }

  private static long ns(long ticks, long timestampScaleNs) {
    return ticks > Long.MAX_VALUE / timestampScaleNs ? Long.MAX_VALUE : ticks * timestampScaleNs;
  }
}
