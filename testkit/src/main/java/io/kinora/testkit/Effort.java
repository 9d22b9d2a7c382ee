package io.kinora.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;

/// What a thread takes from the heap and of its processor, as the JVM counts it.
public final class Effort {
  /// For what takes a millisecond when the code is warm. Time of the thread alone: what else the
  /// machine does is not in it.
  public static final Duration TIME = Duration.ofMillis(500);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// The first times also load and compile classes, which is not what is asked.
  private static final int TRIES = 4;

  private Effort() {}

  /// Makes something that is the same each time, and fails if that takes longer than [#TIME] or
  /// more than so many octets, all objects together, those that are garbage by then included.
  public static <T> T within(long octets, Supplier<T> something) {
    long taken = 0;
    long nanos = 0;
    for (int i = 0; i < TRIES; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      T made = something.get();
      taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      nanos = THREADS.getCurrentThreadCpuTime() - start;
      if (taken <= octets && nanos <= TIME.toNanos()) {
        return made;
      }
    }
    throw new AssertionError(
        "took %d octets, %d at most, and %d ms, %d at most"
            .formatted(taken, octets, nanos / 1_000_000, TIME.toMillis()));
  }
}
