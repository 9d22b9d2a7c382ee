package io.kinora.server.playback.hls;

import io.kinora.media.sample.SampleTable;
import java.util.ArrayList;
import java.util.List;

/// A part of a media segment (RFC 8216bis, Partial Segment): some samples of it, in order.
///
/// Where parts end depends on the samples before and on the one behind, so that a part is the same
/// while its fragment still arrives and ever after.
///
/// @param from its first sample
/// @param to the sample behind its last one
/// @param independent whether a player can begin with it
record Part(int from, int to, double seconds, boolean independent) {
  /// Parts are no shorter, but for the last one of a segment.
  static final double SECONDS_MIN = 0.2;

  /// The parts of a segment that are known so far.
  ///
  /// @param complete whether no sample will follow
  static List<Part> of(SampleTable samples, boolean complete) {
    var parts = new ArrayList<Part>();
    double perSecond = samples.track().timescale().perSecond();
    int from = 0;
    for (int to = 1; to <= samples.count(); to++) {
      boolean last = to == samples.count();
      boolean ends =
          last
              ? complete
              : (samples.decodeTime(to) - samples.decodeTime(from)) / perSecond >= SECONDS_MIN
                  && samples.mayEndBefore(to);
      if (ends) {
        int ticks =
            samples.decodeTime(to - 1) - samples.decodeTime(from) + samples.durationBefore(to);
        parts.add(new Part(from, to, ticks / perSecond, samples.key(from)));
        from = to;
      }
    }
    return parts;
  }
}
