package io.kinora.media.sample;

import java.util.Arrays;

/// How long a frame of a track lasts, as far as its fragment tells.
final class FrameDuration {
  private static final long UNKNOWN_NS = 40_000_000;

  private FrameDuration() {}

  /// DefaultDuration, or the median of the durations between the first samples, or 40 ms.
  static int usual(PlayableTrack track, int[] decodeTimes, int samples) {
    if (track.track().defaultDurationNs() > 0) {
      return bounded(track.timescale().ofNs(track.track().defaultDurationNs()));
    }
    if (samples < 2) {
      return bounded(track.timescale().ofNs(UNKNOWN_NS));
    }
    var durations = new int[samples - 1];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = decodeTimes[i + 1] - decodeTimes[i];
    }
    Arrays.sort(durations);
    int middle = durations.length / 2;
    return bounded((durations[(durations.length - 1) / 2] + (long) durations[middle]) / 2);
  }

  /// From 1 tick, as decode times have to rise, to what keeps sums within an `int`.
  static int bounded(long ticks) {
    return Math.clamp(ticks, 1, SampleReader.MAX_SPAN);
  }
}
