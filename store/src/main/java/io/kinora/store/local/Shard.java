package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamGoneException;
import io.kinora.store.index.ExpiryIndex;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.index.FragmentIndex.Inserted;
import io.kinora.store.index.IndexException;
import io.kinora.store.index.SqlCatalog;
import io.kinora.store.log.FragmentRecords;
import io.kinora.store.log.MediaLog;
import io.kinora.store.log.OwnerThread;
import io.kinora.store.log.RetentionClass;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: one platform thread takes what waits, makes it durable in the log, lists it in the
/// index, and only then completes the futures, in the order of the calls. While the disk works, the
/// next batch gathers: the slower the disk, the more fragments share a force.
///
/// The thread is never interrupted, for that would close the file under it. A mistake of its own
/// stops it: from then on every fragment is refused.
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

  private record Waiting(
      NewFragment fragment, long bytes, CompletableFuture<FragmentMetadata> done) {}

  private record Sealing(LongPredicate also, CompletableFuture<Void> done) {}

  /// A fragment of a batch, and what becomes of it.
  private static final class Outcome {
    final Waiting waiting;
    @Nullable FragmentMetadata row;
    @Nullable IOException failure;

    Outcome(Waiting waiting) {
      this.waiting = waiting;
    }

    void complete() {
      if (row != null && failure == null) {
        waiting.done.complete(row);
      } else {
        waiting.done.completeExceptionally(
            failure != null ? failure : new IllegalStateException("no outcome"));
      }
    }
  }

  private final MediaLog log;
  private final Index index;
  private final InstantSource clock;
  private final StoreConfig.Queue limits;
  private final Health health;
  private final OwnerThread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Guarded by the lock.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private final ArrayDeque<Sealing> sealings = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closing;

  /// States the index may or may not have taken over. Owned by the thread.
  private List<SegmentState> inDoubt = List.of();

  private final TransientBuffers transients = new TransientBuffers();

  /// What went out of them and still has to go from the index.
  private final List<FragmentMetadata> surplus = new ArrayList<>();

  /// The parts of the index that the shard needs.
  record Index(FragmentIndex fragments, ExpiryIndex expiry, SqlCatalog streams) {}

  Shard(MediaLog log, Index index, StoreConfig.Queue limits, InstantSource clock, Health health) {
    this.log = log;
    this.index = index;
    this.limits = limits;
    this.clock = clock;
    this.health = health;
    this.thread = new OwnerThread("kinora-log", this::run);
  }

  void start() {
    thread.start();
  }

  /// See [io.kinora.store.FragmentStore#append]. A fragment that finds the queue full is refused at
  /// once, not after those before it.
  CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    long bytes = (long) FragmentRecords.payloadBytes(fragment) + fragment.header().bytes().length;
    var done = new CompletableFuture<FragmentMetadata>();
    lock.lock();
    try {
      if (closing) {
        done.completeExceptionally(new StoreUnavailableException("the store is closed"));
      } else if (queue.size() >= limits.maxFragments()
          || (!queue.isEmpty() && queuedBytes + bytes > limits.maxBytes())) {
        done.completeExceptionally(
            new StoreUnavailableException(
                queue.size() + " fragments wait for the disk, " + queuedBytes + " octets"));
      } else {
        queue.add(new Waiting(fragment, bytes, done));
        queuedBytes += bytes;
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    return done;
  }

  /// See [MediaLog#seal].
  CompletableFuture<Void> seal(LongPredicate also) {
    var done = new CompletableFuture<Void>();
    lock.lock();
    try {
      if (closing) {
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

  private void sealNow(LongPredicate also) throws IOException {
    settle();
    var states = log.seal(also);
    index.fragments.insert(List.of(), states);
    log.recorded(states);
  }

  private void run() {
    try {
      while (await()) {
        takeSealing().ifPresent(this::process);
        var batch = takeBatch();
        if (!batch.isEmpty()) {
          process(batch);
        }
      }
      sealNow(_ -> true);
    } catch (IOException failure) {
      LOG.warn("The log could not be sealed; the next start reads its ends again", failure);
    } catch (RuntimeException | Error mistake) {
      LOG.error("The writer of the log stops", mistake);
      health.stopped(mistake);
      throw mistake;
    } finally {
      refuseAll();
    }
  }

  /// Waits for work; false when there is none and none will come.
  private boolean await() {
    lock.lock();
    try {
      while (queue.isEmpty() && sealings.isEmpty()) {
        if (closing) {
          return false;
        }
        arrived.awaitUninterruptibly();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Sealing> takeSealing() {
    lock.lock();
    try {
      return Optional.ofNullable(sealings.poll());
    } finally {
      lock.unlock();
    }
  }

  private List<Outcome> takeBatch() {
    var batch = new ArrayList<Outcome>();
    long bytes = 0;
    lock.lock();
    try {
      while (batch.size() < limits.batchFragments() && !queue.isEmpty()) {
        long next = queue.element().bytes;
        if (!batch.isEmpty() && bytes + next > limits.batchBytes()) {
          break;
        }
        batch.add(new Outcome(queue.remove()));
        bytes += next;
      }
      queuedBytes -= bytes;
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private void process(Sealing sealing) {
    try {
      transients.forgetExpired(clock.instant().toEpochMilli());
      sealNow(sealing.also);
      sealing.done.complete(null);
    } catch (IOException failure) {
      sealing.done.completeExceptionally(failure);
    }
  }

  private void process(List<Outcome> batch) {
    try {
      settle();
      store(batch);
      health.good();
    } catch (IOException failure) {
      LOG.warn("{} fragments could not be stored", batch.size(), failure);
      health.bad(failure);
      var refusal =
          failure instanceof StoreUnavailableException unavailable
              ? unavailable
              : new StoreUnavailableException(String.valueOf(failure.getMessage()), failure);
      for (var outcome : batch) {
        outcome.failure = outcome.failure == null ? refusal : outcome.failure;
      }
    } catch (RuntimeException | Error mistake) {
      var refusal = new StoreUnavailableException("the writer of the log stopped", mistake);
      batch.forEach(outcome -> outcome.waiting.done.completeExceptionally(refusal));
      throw mistake;
    }
    batch.forEach(Outcome::complete);
    boundBuffers(batch);
  }

  private void store(List<Outcome> batch) throws IOException {
    var entries = new ArrayList<MediaLog.Entry>(batch.size());
    var written = new ArrayList<Outcome>(batch.size());
    for (var outcome : batch) {
      var fragment = outcome.waiting.fragment;
      var hours = index.streams.retentionHours(fragment.streamId());
      if (hours.isEmpty()) {
        outcome.failure = new StreamGoneException(fragment.streamId());
      } else {
        var retention =
            fragment.archived()
                ? RetentionClass.ofHours(hours.getAsInt())
                : RetentionClass.TRANSIENT;
        entries.add(new MediaLog.Entry(fragment, retention));
        written.add(outcome);
      }
    }
    if (entries.isEmpty()) {
      return;
    }
    var appended = log.append(entries);
    var rows = new ArrayList<FragmentMetadata>(written.size());
    for (int i = 0; i < written.size(); i++) {
      var row =
          FragmentRecords.metadata(written.get(i).waiting.fragment, appended.locations().get(i));
      written.get(i).row = row;
      rows.add(row);
    }
    var inserted = list(rows, appended.segments());
    for (int i = 0; i < written.size(); i++) {
      written.get(i).failure = failure(inserted.get(i), rows.get(i));
    }
  }

  /// Keeps the buffers of streams that keep nothing within their bound.
  private void boundBuffers(List<Outcome> batch) {
    for (var outcome : batch) {
      if (outcome.row != null && outcome.failure == null && !outcome.row.archived()) {
        surplus.addAll(transients.add(outcome.row));
      }
    }
    if (!surplus.isEmpty()) {
      try {
        index.expiry.remove(surplus);
        surplus.clear();
      } catch (IOException failure) {
        LOG.warn("{} fragments above the bound of a buffer stay for now", surplus.size(), failure);
      }
    }
  }

  private static @Nullable IOException failure(Inserted inserted, FragmentMetadata row) {
    return switch (inserted) {
      case LISTED -> null;
      case STREAM_GONE -> new StreamGoneException(row.streamId());
      case NUMBER_TAKEN ->
          new StoreUnavailableException(
              "stream " + row.streamId() + " already has sequence " + row.number().sequence());
    };
  }

  private List<Inserted> list(List<FragmentMetadata> rows, List<SegmentState> states)
      throws IOException {
    try {
      var inserted = index.fragments.insert(rows, states);
      log.recorded(states);
      return inserted;
    } catch (IndexException failure) {
      inDoubt = states;
      settle();
      throw failure;
    }
  }

  /// Finds out whether the index has the latest batch, and takes it back from the log if not. As
  /// long as the index cannot tell, nothing more is stored.
  private void settle() throws IOException {
    if (inDoubt.isEmpty()) {
      return;
    }
    var known = index.fragments.segments();
    if (inDoubt.stream().allMatch(state -> state.equals(known.get(state.number())))) {
      log.recorded(inDoubt);
    } else {
      log.rollBack();
    }
    inDoubt = List.of();
  }

  private void refuseAll() {
    var refused = new ArrayList<CompletableFuture<?>>();
    lock.lock();
    try {
      closing = true;
      queue.forEach(waiting -> refused.add(waiting.done));
      queue.clear();
      queuedBytes = 0;
      sealings.forEach(sealing -> refused.add(sealing.done));
      sealings.clear();
    } finally {
      lock.unlock();
    }
    var closed = new StoreUnavailableException("the store is closed");
    refused.forEach(future -> future.completeExceptionally(closed));
  }

  /// Stores what waits, then stops.
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    thread.awaitEnd(CLOSE_WAIT);
  }
}
