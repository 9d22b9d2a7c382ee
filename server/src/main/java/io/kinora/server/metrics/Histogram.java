package io.kinora.server.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// How long things took, counted in buckets from a millisecond to ten seconds. Safe for all
/// threads; to add costs two increments that threads do not share.
public final class Histogram {
  private static final long MS = 1_000_000;

  /// Upper bounds, each belonging to its bucket; the last one has none.
  private static final long[] BOUNDS_NS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
          .map(ms -> ms * MS)
          .toArray();

  private final LongAdder[] buckets =
      Stream.generate(LongAdder::new).limit(BOUNDS_NS.length + 1L).toArray(LongAdder[]::new);
  private final LongAdder sumNs = new LongAdder();

  public void add(long nanos) {
    int at = Arrays.binarySearch(BOUNDS_NS, nanos);
    buckets[at < 0 ? -at - 1 : at].increment();
    sumNs.add(nanos);
  }

  /// A bucket and all below it.
  @FunctionalInterface
  interface Buckets {
    /// @param boundNs [Long#MAX_VALUE] for the last one, which has all
    void accept(long boundNs, long count);
  }

  /// What was added until now, so far that its parts agree.
  Sum now() {
    var counts = Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
    return new Sum(counts, LongStream.of(counts).sum(), sumNs.sum());
  }

  /// The counts at a moment.
  static final class Sum {
    private final long[] counts;
    private final long count;
    private final long sumNs;

    private Sum(long[] counts, long count, long sumNs) {
      this.counts = counts;
      this.count = count;
      this.sumNs = sumNs;
    }

    long count() {
      return count;
    }

    long sumNs() {
      return sumNs;
    }

    void forEachBucket(Buckets each) {
      long upTo = 0;
      for (int i = 0; i < counts.length; i++) {
        upTo += counts[i];
        each.accept(i == BOUNDS_NS.length ? Long.MAX_VALUE : BOUNDS_NS[i], upTo);
      }
    }
  }
}
