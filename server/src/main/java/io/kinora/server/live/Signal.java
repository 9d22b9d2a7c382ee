package io.kinora.server.live;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Wakes readers that wait for something new without making the writer take a lock: a counter that
/// only rises, and the threads parked until it does.
final class Signal {
  private final AtomicLong count = new AtomicLong();
  private final ConcurrentLinkedQueue<Thread> parked = new ConcurrentLinkedQueue<>();

  /// The state to compare with; read it before looking for news.
  long count() {
    return count.get();
  }

  /// Announces news. Never blocks.
  void raise() {
    count.incrementAndGet();
    for (var thread = parked.poll(); thread != null; thread = parked.poll()) {
      LockSupport.unpark(thread);
    }
  }

  /// Waits until the count differs from `seen`; false after `nanos` without news.
  boolean await(long seen, long nanos) {
    long deadline = System.nanoTime() + nanos;
    var self = Thread.currentThread();
    while (count.get() == seen) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      parked.add(self);
      if (count.get() == seen) {
        LockSupport.parkNanos(this, left);
      }
      // Whoever raised the count takes all that are parked; looking for oneself among thousands of
      // others is left to those whom nobody woke.
      if (count.get() == seen) {
        parked.remove(self);
      }
    }
    return true;
  }
}
