package io.kinora.conformance.wire;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// State that one thread changes and another waits for: tests wait for events, never for time.
public final class Monitor {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Changes the state.
  public void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the state.
  public <T> T read(Supplier<T> state) {
    lock.lock();
    try {
      return state.get();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the state has what is asked for. The supplier may fail when it never will.
  public <T> T await(Supplier<Optional<T>> wanted) {
    return awaitFor(LIMIT, wanted)
        .orElseThrow(() -> new AssertionError("not within " + LIMIT + ": the awaited event"));
  }

  /// The same, but empty when it has not come in time.
  public <T> Optional<T> awaitFor(Duration limit, Supplier<Optional<T>> wanted) {
    lock.lock();
    try {
      long leftNs = limit.toNanos();
      var found = wanted.get();
      while (found.isEmpty() && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
        found = wanted.get();
      }
      return found;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } finally {
      lock.unlock();
    }
  }
}
