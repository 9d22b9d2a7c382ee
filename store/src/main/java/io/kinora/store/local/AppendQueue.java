package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.log.FragmentRecords;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/// What waits for the shard's thread. Whoever adds never waits; who finds the queue full is refused
/// at once, not after those before. Safe for all threads.
final class AppendQueue {
  /// A fragment that waits for its batch.
  record Waiting(NewFragment fragment, long bytes, CompletableFuture<FragmentMetadata> done) {}

  /// A wish to have segments sealed, see [io.kinora.store.log.MediaLog#seal].
  record Sealing(LongPredicate also, CompletableFuture<Void> done) {}

  private final StoreConfig.Queue limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Guarded by the lock.
  private final ArrayDeque<Waiting> fragments = new ArrayDeque<>();
  private final ArrayDeque<Sealing> sealings = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  AppendQueue(StoreConfig.Queue limits) {
    this.limits = limits;
  }

  CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    long needed = (long) FragmentRecords.payloadBytes(fragment) + fragment.header().bytes().length;
    var done = new CompletableFuture<FragmentMetadata>();
    lock.lock();
    try {
      if (closed) {
        done.completeExceptionally(new StoreUnavailableException("the store is closed"));
      } else if (fragments.size() >= limits.maxFragments()
          || (!fragments.isEmpty() && bytes + needed > limits.maxBytes())) {
        done.completeExceptionally(
            new StoreUnavailableException(
                fragments.size() + " fragments wait for the disk, " + bytes + " octets"));
      } else {
        fragments.add(new Waiting(fragment, needed, done));
        bytes += needed;
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    return done;
  }

  CompletableFuture<Void> seal(LongPredicate also) {
    var done = new CompletableFuture<Void>();
    lock.lock();
    try {
      if (closed) {
        done.completeExceptionally(new StoreUnavailableException("the store is closed"));
      } else {
        sealings.add(new Sealing(also, done));
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    return done;
  }

  /// Waits until something waits; false when nothing does and nothing will.
  boolean awaitWork() {
    lock.lock();
    try {
      while (fragments.isEmpty() && sealings.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      return !fragments.isEmpty() || !sealings.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  Optional<Sealing> takeSealing() {
    lock.lock();
    try {
      return Optional.ofNullable(sealings.poll());
    } finally {
      lock.unlock();
    }
  }

  /// As many fragments as share a force; none if none waits.
  List<Waiting> takeBatch() {
    var batch = new ArrayList<Waiting>();
    long taken = 0;
    lock.lock();
    try {
      while (batch.size() < limits.batchFragments() && !fragments.isEmpty()) {
        long next = fragments.element().bytes;
        if (!batch.isEmpty() && taken + next > limits.batchBytes()) {
          break;
        }
        batch.add(fragments.remove());
        taken += next;
      }
      bytes -= taken;
    } finally {
      lock.unlock();
    }
    return batch;
  }

  /// Takes nothing up any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing up any more and refuses what waits.
  void refuseAll() {
    var refused = new ArrayList<CompletableFuture<?>>();
    lock.lock();
    try {
      closed = true;
      fragments.forEach(waiting -> refused.add(waiting.done));
      fragments.clear();
      bytes = 0;
      sealings.forEach(sealing -> refused.add(sealing.done));
      sealings.clear();
    } finally {
      lock.unlock();
    }
    var reason = new StoreUnavailableException("the store is closed");
    refused.forEach(future -> future.completeExceptionally(reason));
  }
}
