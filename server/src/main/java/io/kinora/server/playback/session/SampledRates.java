package io.kinora.server.playback.session;

import io.kinora.media.sample.SampleTable;

/// The rates of a track over the first fragments of a session, as playlists announce them.
///
/// @param peakBits bits a second of the fragment that needs most
/// @param meanBits bits a second over all of them
/// @param framesPerSecond 0 if no fragment had two frames
public record SampledRates(long peakBits, long meanBits, double framesPerSecond) {
  /// Fragments that are looked at, at most.
  public static final int FRAGMENTS = 10;

  /// What MP4 adds to a frame, and to a fragment.
  private static final int FRAME_OVERHEAD_BYTES = 16;

  private static final int FRAGMENT_OVERHEAD_BYTES = 600;

  /// Adds up the samples of one track.
  static final class Sum {
    private long peakBits;
    private long bytes;
    private double seconds;
    private long frames;
    private double framesSeconds;

    void add(SampleTable samples) {
      if (samples.count() == 0) {
        return;
      }
      long octets = FRAGMENT_OVERHEAD_BYTES + (long) FRAME_OVERHEAD_BYTES * samples.count();
      for (int i = 0; i < samples.count(); i++) {
        octets += samples.size(i);
      }
      double scale = samples.track().timescale().perSecond();
      double duration = (samples.duration() - samples.decodeTime(0)) / scale;
      peakBits = Math.max(peakBits, Math.round(octets * 8 / duration));
      bytes += octets;
      seconds += duration;
      // How long a frame lasts that is alone is not known.
      if (samples.count() > 1) {
        frames += samples.count();
        framesSeconds += duration;
      }
    }

    SampledRates rates() {
      return new SampledRates(
          peakBits,
          seconds == 0 ? 0 : Math.round(bytes * 8 / seconds),
          framesSeconds == 0 ? 0 : frames / framesSeconds);
    }
  }
}
