package io.kinora.benchmarks.load;

import java.util.Arrays;

/// Every duration of a run, so that percentiles are exact.
final class Latencies {
  /// 64 MB of them; a run that makes more is too long.
  static final int MAX = 8 << 20;

  private long[] ns = new long[4096];
  private int count;

  void add(long durationNs) {
    if (count == MAX) {
      throw new IllegalStateException("more than " + MAX + " latencies in one run");
    }
    if (count == ns.length) {
      ns = Arrays.copyOf(ns, Math.min(MAX, 2 * ns.length));
    }
    ns[count++] = durationNs;
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  LoadResult.Latency summary() {
    if (count == 0) {
      return new LoadResult.Latency(0, 0, 0, 0);
    }
    long[] sorted = Arrays.copyOf(ns, count);
    Arrays.sort(sorted);
    return new LoadResult.Latency(
        count, ms(rank(sorted, 0.50)), ms(rank(sorted, 0.99)), ms(sorted[count - 1]));
  }

  /// The smallest value that at least the given share of all values does not exceed.
  private static long rank(long[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private static double ms(long ns) {
    return ns / 1e6;
  }
}
