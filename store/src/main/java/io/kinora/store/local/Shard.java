package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.index.ExpiryIndex;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.index.IndexException;
import io.kinora.store.local.AppendQueue.Sealing;
import io.kinora.store.local.AppendQueue.Waiting;
import io.kinora.store.local.LocalStore.Surroundings;
import io.kinora.store.log.MediaLog;
import io.kinora.store.log.OwnerThread;
import io.kinora.store.log.RetentionClass;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in: one platform thread takes what waits, has it made durable by the log, lists it in
/// the index, and only then completes the futures, in the order of the calls. The slower the disk,
/// the more fragments share a force.
///
/// While the disk has one batch, the thread gathers the next and then lists the one before: so at
/// most two batches are under way, and the disk rarely waits. When one fails, the one behind it
/// fails too, for the log takes both back.
///
/// The thread is never interrupted, for that would close the file under it. A mistake of its own
/// stops it: from then on every fragment is refused.
final class Shard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(60);

  /// The parts of the index that the shard needs.
  record Index(FragmentIndex fragments, ExpiryIndex expiry) {}

  private final MediaLog log;
  private final Index index;
  private final LocalCatalog streams;
  private final InstantSource clock;
  private final Health health;
  private final AppendQueue queue;
  private final OwnerThread thread;

  // All that follows is owned by the thread.

  private final TransientBuffers transients = new TransientBuffers();

  private final StreamEnds ends;

  /// What went out of the buffers and still has to go from the index.
  private final List<FragmentMetadata> surplus = new ArrayList<>();

  /// The batch that is gathered, and the one before it, whose futures wait.
  private Optional<Batch> gathered = Optional.empty();

  private Optional<Batch> pending = Optional.empty();

  /// States the index may or may not have taken over.
  private List<SegmentState> inDoubt = List.of();

  /// Why the log has to be rolled back before anything is written; empty if it need not.
  private Optional<IOException> disorder = Optional.empty();

  Shard(
      MediaLog log,
      Index index,
      LocalCatalog streams,
      StoreConfig.Queue limits,
      Surroundings surroundings,
      Health health) {
    this.log = log;
    this.index = index;
    this.streams = streams;
    this.clock = surroundings.clock();
    this.health = health;
    this.ends = new StreamEnds(index.fragments, StreamEnds.MAX_STREAMS);
    this.queue = new AppendQueue(limits);
    this.thread = new OwnerThread(surroundings.threads(), "kinora-log", this::run);
  }

  void start() {
    thread.start();
  }

  /// See [io.kinora.store.FragmentStore#append].
  CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    return queue.append(fragment);
  }

  /// See [MediaLog#seal].
  CompletableFuture<Void> seal(LongPredicate also) {
    return queue.seal(also);
  }

  private void run() {
    try {
      while (pending.isPresent() || queue.awaitWork()) {
        queue.takeSealing().ifPresent(this::process);
        gather(queue.takeBatch());
        finishPending();
        // A batch behind one that failed goes with it.
        disorder.ifPresent(cause -> gathered.ifPresent(batch -> batch.refuse(cause)));
        pending = gathered;
        gathered = Optional.empty();
        if (pending.isEmpty()) {
          tryToTidy();
        }
      }
      sealNow(_ -> true);
    } catch (IOException failure) {
      LOG.warn("The log could not be sealed; the next start reads its ends again", failure);
    } catch (RuntimeException | Error mistake) {
      LOG.error("The writer of the log stops", mistake);
      health.stopped(mistake);
      var refusal = new StoreUnavailableException("the writer of the log stopped", mistake);
      pending.ifPresent(batch -> abandon(batch, refusal));
      gathered.ifPresent(batch -> abandon(batch, refusal));
      throw mistake;
    } finally {
      queue.refuseAll();
    }
  }

  private static void abandon(Batch batch, StoreUnavailableException refusal) {
    batch.refuse(refusal);
    var _ = batch.complete();
  }

  /// Begins to write a batch.
  private void gather(List<Waiting> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    var batch = new Batch(waiting);
    gathered = Optional.of(batch);
    try {
      batch.route(this::route);
      if (batch.retentions().isEmpty()) {
        return;
      }
      if (log.isDue(batch.retentions())) {
        finishPending();
      }
      tidy();
      batch.count(ends);
      batch.written(log.write(batch.entries()));
    } catch (IOException failure) {
      failed(batch, failure);
    }
  }

  private Optional<RetentionClass> route(NewFragment fragment) {
    var hours = streams.retentionHours(fragment.streamId());
    if (hours.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        fragment.archived() ? RetentionClass.ofHours(hours.getAsInt()) : RetentionClass.TRANSIENT);
  }

  private void failed(Batch batch, IOException failure) {
    LOG.warn("{} fragments could not be stored", batch.size(), failure);
    health.bad(failure);
    batch.refuse(failure);
    disorder = Optional.of(failure);
  }

  /// Waits for the disk, lists the pending batch and completes its futures.
  private void finishPending() {
    if (pending.isEmpty()) {
      return;
    }
    var batch = pending.get();
    try {
      if (batch.underWay().isPresent()) {
        list(batch, log.await(batch.underWay().get()));
        if (disorder.isEmpty()) {
          health.good();
        }
      }
    } catch (IOException failure) {
      failed(batch, failure);
    }
    pending = Optional.empty();
    boundBuffers(batch.complete());
  }

  private void list(Batch batch, List<SegmentState> states) throws IOException {
    try {
      batch.listed(index.fragments.insert(batch.rows(), states));
    } catch (IndexException failure) {
      inDoubt = states;
      throw failure;
    }
    log.recorded(states);
  }

  /// Brings log and index together after a failure: takes back from the log what the index does not
  /// have. As long as the index cannot tell, nothing is taken back, and nothing more is stored.
  private void tidy() throws IOException {
    if (disorder.isEmpty()) {
      return;
    }
    if (!inDoubt.isEmpty()) {
      var known = index.fragments.segments();
      if (inDoubt.stream().allMatch(state -> state.equals(known.get(state.number())))) {
        log.recorded(inDoubt);
      }
      inDoubt = List.of();
    }
    log.rollBack();
    ends.forget();
    disorder = Optional.empty();
  }

  private void tryToTidy() {
    try {
      tidy();
    } catch (IOException failure) {
      LOG.warn("The index cannot be asked; nothing is stored until it can", failure);
    }
  }

  private void process(Sealing sealing) {
    finishPending();
    try {
      transients.forgetExpired(clock.instant().toEpochMilli());
      sealNow(sealing.also());
      sealing.done().complete(null);
    } catch (IOException failure) {
      sealing.done().completeExceptionally(failure);
    }
  }

  private void sealNow(LongPredicate also) throws IOException {
    tidy();
    var states = log.seal(also);
    var _ = index.fragments.insert(List.of(), states);
    log.recorded(states);
  }

  /// Keeps the buffers of streams that keep nothing within their bound.
  private void boundBuffers(List<FragmentMetadata> listed) {
    for (var row : listed) {
      if (!row.archived()) {
        surplus.addAll(transients.add(row));
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

  /// Stores what waits, then stops.
  @Override
  public void close() {
    queue.close();
    thread.awaitEnd(CLOSE_WAIT);
  }
}
