package io.kinora.store.index;

import io.kinora.store.log.OwnerThread;
import io.kinora.store.log.Threads;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the database's journal into its file now and then, on a thread and a connection of its
/// own, so that no writer has to wait for the disk because its commit was the one too many.
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(60);

  private final Dialect dialect;
  private final OwnerThread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closed = lock.newCondition();
  private boolean closing;
  private volatile boolean dirty;

  Checkpointer(Dialect dialect, Threads threads) {
    this.dialect = dialect;
    this.thread = new OwnerThread(threads, "kinora-checkpoint", this::run);
    thread.start();
  }

  /// Something was committed.
  void committed() {
    dirty = true;
  }

  private void run() {
    while (await()) {
      if (dirty) {
        dirty = false;
        try (var connection = dialect.openReader()) {
          dialect.checkpoint(connection);
        } catch (SQLException failure) {
          // The journal grows until it succeeds, or until the writer does it.
          LOG.warn("The journal of the index could not be brought into its file", failure);
        }
      }
    }
  }

  /// Waits a period; false at the end.
  private boolean await() {
    lock.lock();
    try {
      long leftNs = PERIOD.toNanos();
      while (!closing && leftNs > 0) {
        leftNs = closed.awaitNanos(leftNs);
      }
      return !closing;
    } catch (InterruptedException _) {
      // Nobody has a reason to interrupt this thread but to end it.
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      closed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.awaitEnd(CLOSE_WAIT);
  }
}
