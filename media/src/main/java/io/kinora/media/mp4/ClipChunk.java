package io.kinora.media.mp4;

import io.kinora.media.sample.SampleTable;

/// The samples of one track of one fragment, where they are in a clip.
///
/// @param track the track as it was before them
/// @param samples at least one
/// @param time where [SampleTable#start] is, in ticks after the beginning of the clip
record ClipChunk(ClipTrack track, SampleTable samples, long time) {
  /// Takes the rows of a run-length table.
  @FunctionalInterface
  interface Rows<X extends Exception> {
    void row(long count, long value) throws X;
  }

  /// Joins equal rows.
  private static final class Runs<X extends Exception> {
    private final Rows<X> rows;
    private long count;
    private long value;

    Runs(Rows<X> rows) {
      this.rows = rows;
    }

    void add(long more, long next) throws X {
      if (next != value) {
        end();
        value = next;
      }
      count += more;
    }

    void end() throws X {
      if (count > 0) {
        rows.row(count, value);
      }
      count = 0;
    }
  }

  /// Samples as the movie counts them.
  long count() {
    if (!track.track.hasUnitSamples()) {
      return samples.count();
    }
    long units = 0;
    for (int i = 0; i < samples.count(); i++) {
      units += samples.units(i);
    }
    return units;
  }

  int keys() {
    int keys = 0;
    for (int i = 0; i < samples.count(); i++) {
      keys += samples.key(i) ? 1 : 0;
    }
    return keys;
  }

  long mediaBytes() {
    long bytes = 0;
    for (int i = 0; i < samples.count(); i++) {
      bytes += samples.size(i);
    }
    return bytes;
  }

  /// When the first sample is decoded.
  long firstTime() {
    return time + samples.decodeTime(0);
  }

  /// When the last sample, as the movie counts them, is decoded.
  long lastTime() {
    int last = samples.count() - 1;
    return time + samples.decodeTime(last) + units(last) - 1;
  }

  /// Durations of all samples but the last, which depends on what follows.
  <X extends Exception> void timeRows(Rows<X> rows) throws X {
    var runs = new Runs<>(rows);
    for (int i = 0; i < samples.count(); i++) {
      int units = units(i);
      runs.add(units - 1, 1);
      if (i < samples.count() - 1) {
        runs.add(1, samples.duration(i) - (units - 1));
      }
    }
    runs.end();
  }

  /// Ticks from decoding to presentation; to be delayed until none is negative.
  <X extends Exception> void offsetRows(Rows<X> rows) throws X {
    var runs = new Runs<>(rows);
    for (int i = 0; i < samples.count(); i++) {
      runs.add(1, samples.compositionOffset(i));
    }
    runs.end();
  }

  private int units(int sample) {
    return track.track.hasUnitSamples() ? samples.units(sample) : 1;
  }
}
