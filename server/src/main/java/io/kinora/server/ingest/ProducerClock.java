package io.kinora.server.ingest;

import java.math.BigInteger;
import java.util.OptionalLong;

/// Turns Cluster Timestamps into producer time.
///
/// @param startMs epoch milliseconds that timecode 0 stands for: 0 for ABSOLUTE timecodes, the
///     `x-amzn-producer-start-timestamp` for RELATIVE ones
record ProducerClock(long startMs) {
  /// 9999-12-31T23:59:59.999Z, the latest time a fragment may have.
  static final long LATEST_MS = 253_402_300_799_999L;

  private static final BigInteger NANOS_PER_MS = BigInteger.valueOf(1_000_000);

  /// Producer time in epoch milliseconds, parts of a millisecond cut off; empty when it does not
  /// lie in 0 to [#LATEST_MS].
  ///
  /// @param ticks raw Timestamp, not negative
  /// @param scaleNs nanoseconds per tick, from 1
  OptionalLong timeMs(long ticks, long scaleNs) {
    var ms = BigInteger.valueOf(ticks).multiply(BigInteger.valueOf(scaleNs)).divide(NANOS_PER_MS);
    return ms.compareTo(BigInteger.valueOf(LATEST_MS - startMs)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(startMs + ms.longValueExact());
  }
}
