package io.kinora.media.mp4;

import io.kinora.media.sample.SampleTable;
import java.util.function.IntUnaryOperator;

/// `traf` with its only `trun`: the samples of a media segment, as a table of those columns in
/// which they differ.
final class TrackRun {
  /// Flags of a sample that depends on no other.
  static final int KEY = 0x02000000;

  /// Flags of a sample that depends on others, and with which no player can start.
  private static final int OTHER = 0x01010000;

  private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
  private static final int DEFAULT_DURATION = 0x08;
  private static final int DEFAULT_SIZE = 0x10;
  private static final int DEFAULT_FLAGS = 0x20;

  private static final int DATA_OFFSET = 0x001;
  private static final int FIRST_SAMPLE_FLAGS = 0x004;
  private static final int DURATIONS = 0x100;
  private static final int SIZES = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITION_OFFSETS = 0x800;

  private final SampleTable samples;
  private final int from;
  private final int to;
  private final BoxWriter out;
  private int dataOffsetAt;

  TrackRun(SampleTable samples, int from, int to, BoxWriter out) {
    this.samples = samples;
    this.from = from;
    this.to = to;
    this.out = out;
  }

  void write(long baseDecodeTime) {
    out.box("traf", () -> content(baseDecodeTime));
  }

  /// Where the offset of the media has to be filled in.
  int dataOffsetAt() {
    return dataOffsetAt;
  }

  private void content(long baseDecodeTime) {
    if (unitSamples()) {
      // The defaults of the init segment say all but how many there are.
      header(DEFAULT_BASE_IS_MOOF, () -> {});
      decodeTime(baseDecodeTime);
      int units = 0;
      for (int i = from; i < to; i++) {
        units += samples.units(i);
      }
      run(units, DATA_OFFSET, () -> {});
      return;
    }
    boolean sameDuration = from < to && constant(this::duration, from);
    boolean sameSize = from < to && constant(samples::size, from);
    int defaults =
        DEFAULT_BASE_IS_MOOF
            | DEFAULT_FLAGS
            | (sameDuration ? DEFAULT_DURATION : 0)
            | (sameSize ? DEFAULT_SIZE : 0);
    header(
        defaults,
        () -> {
          column(sameDuration, this::duration, from);
          column(sameSize, samples::size, from);
          out.u32(from == to ? KEY : flags(to - 1));
        });
    decodeTime(baseDecodeTime);
    rows(sameDuration, sameSize);
  }

  private void rows(boolean sameDuration, boolean sameSize) {
    boolean sameFlags = constant(this::flags, from);
    boolean onlyFirst = !sameFlags && constant(this::flags, from + 1);
    boolean ownFlags = !sameFlags && !onlyFirst;
    boolean reordered = false;
    for (int i = from; i < to; i++) {
      reordered |= samples.compositionOffset(i) != 0;
    }
    boolean offsets = reordered;
    int columns =
        DATA_OFFSET
            | (onlyFirst ? FIRST_SAMPLE_FLAGS : 0)
            | (sameDuration ? 0 : DURATIONS)
            | (sameSize ? 0 : SIZES)
            | (ownFlags ? FLAGS : 0)
            | (offsets ? COMPOSITION_OFFSETS : 0);
    run(
        to - from,
        columns,
        () -> {
          column(onlyFirst, this::flags, from);
          for (int i = from; i < to; i++) {
            column(!sameDuration, this::duration, i);
            column(!sameSize, samples::size, i);
            column(ownFlags, this::flags, i);
            column(offsets, samples::compositionOffset, i);
          }
        });
  }

  private void header(int flags, Runnable defaults) {
    out.box(
        "tfhd",
        0,
        flags,
        () -> {
          out.u32(samples.track().id());
          defaults.run();
        });
  }

  private void decodeTime(long baseDecodeTime) {
    out.box("tfdt", 1, 0, () -> out.u64(baseDecodeTime));
  }

  private void run(int count, int columns, Runnable rows) {
    out.box(
        "trun",
        1,
        columns,
        () -> {
          out.u32(count);
          dataOffsetAt = out.length();
          out.u32(0);
          rows.run();
        });
  }

  private void column(boolean present, IntUnaryOperator value, int sample) {
    if (present) {
      out.u32(value.applyAsInt(sample));
    }
  }

  /// Whether every moment can be a sample of its own: where audio was lost, one would last longer.
  private boolean unitSamples() {
    if (!samples.track().hasUnitSamples()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (duration(i) != samples.units(i)) {
        return false;
      }
    }
    return true;
  }

  private int duration(int sample) {
    return sample == to - 1 ? samples.durationBefore(to) : samples.duration(sample);
  }

  private int flags(int sample) {
    return samples.key(sample) ? KEY : OTHER;
  }

  /// Whether the value is the same for all samples from `first` on.
  private boolean constant(IntUnaryOperator value, int first) {
    for (int i = first + 1; i < to; i++) {
      if (value.applyAsInt(i) != value.applyAsInt(first)) {
        return false;
      }
    }
    return true;
  }
}
