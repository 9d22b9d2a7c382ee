package io.kinora.media.sample;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import java.util.Arrays;

/// Picks the frames of a track out of a fragment's table and gives them their times.
final class SampleReader {
  /// Most ticks between two samples of a fragment, so that all sums fit.
  static final int MAX_SPAN = 1 << 29;

  /// Parts of a second by which the stamps of audio may be off, however short its frames are.
  private static final int AUDIO_JITTER = 50;

  final PlayableTrack track;
  final int[] offsets;
  final int[] sizes;
  final boolean[] keys;
  final int[] times;
  final int[] decodeTimes;
  int count;
  long start;
  final int lastDuration;

  private final FrameTable frames;
  private final int unitBytes;

  SampleReader(PlayableTrack track, FrameTable frames, int rows) throws MalformedMediaException {
    this.track = track;
    this.frames = frames;
    this.unitBytes = track.unitBytes();
    int[] picked = new int[rows];
    for (int row = 0; row < rows; row++) {
      if (frames.track(row) == track.index() && wholeUnits(row) > 0) {
        picked[count++] = row;
      }
    }
    offsets = new int[count];
    sizes = new int[count];
    keys = new boolean[count];
    times = times(picked);
    for (int i = 0; i < count; i++) {
      offsets[i] = frames.offset(picked[i]);
      sizes[i] = wholeUnits(picked[i]);
      keys[i] = !track.isVideo() || frames.key(picked[i]);
    }
    decodeTimes = track.isVideo() ? sorted() : counted(picked);
    lastDuration = count == 0 ? 0 : lastDuration(picked);
  }

  private int wholeUnits(int row) {
    return frames.size(row) - frames.size(row) % unitBytes;
  }

  /// Presentation times after the earliest of them, which becomes the start.
  private int[] times(int[] picked) throws MalformedMediaException {
    long delayNs = track.track().boundedCodecDelayNs();
    long ticksMax = (Long.MAX_VALUE - delayNs) / track.timestampScaleNs();
    var afterCluster = new long[count];
    for (int i = 0; i < count; i++) {
      long ticks = frames.time(picked[i]);
      if (Math.abs(ticks) > ticksMax) {
        throw tooFarApart(picked[i]);
      }
      afterCluster[i] = track.timescale().ofNs(ticks * track.timestampScaleNs() - delayNs);
    }
    start = Arrays.stream(afterCluster).min().orElse(0);
    var afterStart = new int[count];
    for (int i = 0; i < count; i++) {
      long time = afterCluster[i] - start;
      if (time > MAX_SPAN) {
        throw tooFarApart(picked[i]);
      }
      afterStart[i] = (int) time;
    }
    return afterStart;
  }

  private int[] sorted() {
    int[] sorted = times.clone();
    Arrays.sort(sorted);
    boolean reordered = !Arrays.equals(sorted, times);
    for (int i = 1; i < count; i++) {
      sorted[i] = Math.max(sorted[i], sorted[i - 1] + 1);
    }
    if (!reordered) {
      System.arraycopy(sorted, 0, times, 0, count);
    }
    return sorted;
  }

  private int[] counted(int[] picked) throws MalformedMediaException {
    int jitter = track.timescale().perSecond() / AUDIO_JITTER;
    var counted = new int[count];
    long end = 0;
    for (int i = 1; i < count; i++) {
      int frame = track.units(sizes[i - 1]);
      end += frame;
      boolean lost = times[i] - times[0] - end > Math.max(frame, jitter);
      end = lost ? times[i] - times[0] : end;
      if (end > MAX_SPAN) {
        throw tooFarApart(picked[i]);
      }
      counted[i] = (int) end;
    }
    System.arraycopy(counted, 0, times, 0, count);
    return counted;
  }

  private int lastDuration(int[] picked) throws MalformedMediaException {
    if (!track.isVideo()) {
      return track.units(sizes[count - 1]);
    }
    int last = count - 1;
    for (int i = 0; i < count; i++) {
      last = times[i] > times[last] ? i : last;
    }
    long blockTicks = frames.duration(picked[last]);
    if (blockTicks == 0) {
      return FrameDuration.usual(track, decodeTimes, count);
    }
    if (blockTicks > Long.MAX_VALUE / track.timestampScaleNs()) {
      throw tooFarApart(picked[last]);
    }
    return FrameDuration.bounded(track.timescale().ofNs(blockTicks * track.timestampScaleNs()));
  }

  private MalformedMediaException tooFarApart(int row) {
    return new MalformedMediaException("frame times too far apart", frames.offset(row));
  }
}
