package io.kinora.server.live;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The fragments of a stream that were stored too short a time ago to be listed, by sequence: none
/// but in a rehearsal of AWS, which lists a fragment up to a second late. Safe for all threads.
final class RecentlyStored {
  private final long delayNs;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<Long, Long> storedAtNs = new ConcurrentHashMap<>();

  /// @param delay how long a fragment counts
  /// @param nanos a clock that never goes back
  RecentlyStored(Duration delay, LongSupplier nanos) {
    this.delayNs = delay.toNanos();
    this.nanos = nanos;
  }

  /// Whether any fragment ever counts.
  boolean isDelaying() {
    return delayNs > 0;
  }

  /// The fragment is stored now; those that count no more are forgotten.
  void add(long sequence) {
    if (isDelaying()) {
      long now = nanos.getAsLong();
      storedAtNs.values().removeIf(at -> now - at >= delayNs);
      storedAtNs.put(sequence, now);
    }
  }

  boolean contains(long sequence) {
    var at = storedAtNs.get(sequence);
    return at != null && nanos.getAsLong() - at < delayNs;
  }

  /// How many are remembered.
  int size() {
    return storedAtNs.size();
  }
}
