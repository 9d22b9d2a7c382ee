package io.kinora.store.log;

import java.time.Duration;

/// A thread that owns state and files. It is told to end and never interrupted, for an
/// interrupt would close the file under it for everybody.
public final class OwnerThread {
  private final Thread thread;

  public OwnerThread(Threads threads, String name, Runnable body) {
    this.thread = threads.unstarted(name, body);
  }

  public void start() {
    thread.start();
  }

  /// Waits until the thread has ended, also when the caller is interrupted.
  public void awaitEnd(Duration atMost) {
    boolean interrupted = Thread.interrupted();
    long deadlineNs = System.nanoTime() + atMost.toNanos();
    for (long leftNs = atMost.toNanos();
        leftNs > 0 && thread.isAlive();
        leftNs = deadlineNs - System.nanoTime()) {
      try {
        thread.join(Duration.ofNanos(leftNs));
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException(thread.getName() + " did not end within " + atMost);
    }
  }
}
