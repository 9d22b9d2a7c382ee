package io.kinora.media.sample;

import io.kinora.media.codec.TrackCodec;

/// The clock of a track.
///
/// @param perSecond ticks a second, at most [TrackCodec#MAX_SAMPLING_RATE]
public record Timescale(int perSecond) {
  /// What MPEG calls its system clock; fine enough for every frame rate.
  public static final Timescale MPEG = new Timescale(90_000);

  private static final long SECOND_NS = 1_000_000_000;
  private static final long MILLISECOND_NS = 1_000_000;
  private static final int COARSEST = 1_000;
  private static final int FINEST = 100_000;

  public Timescale {
    if (perSecond < 1 || perSecond > TrackCodec.MAX_SAMPLING_RATE) {
      throw new IllegalArgumentException("timescale of " + perSecond);
    }
  }

  /// Samples for audio. For video the ticks of the document, if they are whole parts of a second
  /// and neither too coarse for a frame's duration nor so fine that a pause does not fit 32 bits.
  static Timescale of(TrackCodec codec, long timestampScaleNs) {
    return switch (codec) {
      case TrackCodec.Aac(var configuration, _) -> new Timescale(configuration.samplingRate());
      case TrackCodec.G711(var format) -> new Timescale(format.samplingRate());
      case TrackCodec.Avc _, TrackCodec.Hevc _ -> {
        long perSecond = SECOND_NS / timestampScaleNs;
        boolean whole = SECOND_NS % timestampScaleNs == 0;
        yield whole && perSecond >= COARSEST && perSecond <= FINEST
            ? new Timescale((int) perSecond)
            : MPEG;
      }
    };
  }

  /// The nearest tick.
  public long ofNs(long ns) {
    long rest = Math.floorMod(ns, SECOND_NS) * perSecond;
    return Math.floorDiv(ns, SECOND_NS) * perSecond + (rest + SECOND_NS / 2) / SECOND_NS;
  }

  /// The nearest tick.
  public long ofMs(long ms) {
    long second = SECOND_NS / MILLISECOND_NS;
    return Math.floorDiv(ms, second) * perSecond + ofNs(Math.floorMod(ms, second) * MILLISECOND_NS);
  }

  /// Nanoseconds of so many ticks, rounded down.
  public long ns(long ticks) {
    long rest = Math.floorMod(ticks, (long) perSecond) * SECOND_NS;
    return Math.floorDiv(ticks, (long) perSecond) * SECOND_NS + rest / perSecond;
  }
}
