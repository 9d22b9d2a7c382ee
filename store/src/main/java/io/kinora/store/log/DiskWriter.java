package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The thread that waits for the disk, so that the shard can fill one buffer while another is
/// written, and list the last batch while the next is forced.
///
/// Actions happen in their order. After one fails, all later ones are passed over until [#reset]: a
/// batch must not be written behind one of which nobody knows whether it is durable.
final class DiskWriter implements AutoCloseable {
  /// What is done to the disk.
  interface Action {
    void run() throws IOException;
  }

  private record Task(Action action, Optional<ByteBuffer> buffer) {}

  private static final int BUFFERS = 2;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

  private final OwnerThread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final ArrayDeque<Task> tasks = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
  private Optional<IOException> failure = Optional.empty();
  private long failedTask;
  private long submitted;
  private long finished;
  private boolean closing;

  DiskWriter(int bufferBytes, Threads threads) {
    thread = new OwnerThread(threads, "kinora-disk", this::run);
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(BlockWriter.newBuffer(bufferBytes));
    }
    thread.start();
  }

  /// An empty buffer, as soon as there is one.
  ByteBuffer takeBuffer() {
    lock.lock();
    try {
      while (buffers.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      return buffers.remove().clear();
    } finally {
      lock.unlock();
    }
  }

  /// Gives a buffer back unwritten.
  void release(ByteBuffer buffer) {
    lock.lock();
    try {
      buffers.add(buffer);
    } finally {
      lock.unlock();
    }
  }

  /// Writes a buffer, behind all that was submitted before, and takes it back.
  void write(LogFile file, ByteBuffer buffer, long offsetBytes) {
    long _ = submit(new Task(() -> file.write(buffer, offsetBytes), Optional.of(buffer)));
  }

  /// Acts behind all that was submitted before.
  ///
  /// @return what to [#await]
  long submit(Action action) {
    return submit(new Task(action, Optional.empty()));
  }

  private long submit(Task task) {
    lock.lock();
    try {
      tasks.add(task);
      changed.signalAll();
      return ++submitted;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for an action and all before it; fails if one of them did.
  void await(long task) throws IOException {
    lock.lock();
    try {
      while (finished < task) {
        changed.awaitUninterruptibly();
      }
      if (failure.isPresent() && failedTask <= task) {
        throw new IOException(failure.get().getMessage(), failure.get());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for everything, and begins anew after a failure.
  void reset() {
    lock.lock();
    try {
      while (finished < submitted) {
        changed.awaitUninterruptibly();
      }
      failure = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (var task = next(); task.isPresent(); task = next()) {
      Optional<IOException> outcome = Optional.empty();
      try {
        task.get().action.run();
      } catch (IOException refused) {
        outcome = Optional.of(refused);
      } catch (RuntimeException | Error mistake) {
        outcome = Optional.of(new IOException("the disk's thread failed", mistake));
      }
      finish(task.get(), outcome);
    }
  }

  /// The next task to be done; those behind a failure are passed over. Empty at the end.
  private Optional<Task> next() {
    lock.lock();
    try {
      while (true) {
        while (tasks.isEmpty() && !closing) {
          changed.awaitUninterruptibly();
        }
        var task = Optional.ofNullable(tasks.poll());
        if (task.isEmpty() || failure.isEmpty()) {
          return task;
        }
        finish(task.get(), Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(Task task, Optional<IOException> outcome) {
    lock.lock();
    try {
      finished++;
      task.buffer.ifPresent(buffers::add);
      if (outcome.isPresent()) {
        failure = outcome;
        failedTask = finished;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the thread when all is done.
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.awaitEnd(CLOSE_WAIT);
  }
}
