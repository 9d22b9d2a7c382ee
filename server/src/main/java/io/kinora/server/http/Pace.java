package io.kinora.server.http;

import java.util.concurrent.locks.LockSupport;

/// How fast things may pass, one after the other. For one thread.
@FunctionalInterface
public interface Pace {
  /// As fast as they come.
  Pace ANY = _ -> 0;

  /// Counts what passes now; returns the nanoseconds to wait before anything more may.
  long waitAfter(long count);

  /// Sleeps for so many nanoseconds, whoever wakes the thread meanwhile for something else.
  static void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = end - System.nanoTime();
    }
  }
}
