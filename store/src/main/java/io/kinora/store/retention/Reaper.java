package io.kinora.store.retention;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.index.ExpiryIndex;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.log.MediaLog;
import io.kinora.store.log.OwnerThread;
import io.kinora.store.log.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the space of expired and deleted fragments back, on a thread of its own.
///
/// A pass goes in an order that no crash can turn into a listed fragment without octets: rows leave
/// the index, the ends of streams that have none left are told to the catalog, for their next
/// fragments go on from there, the index is forced, and only then are segments without rows
/// unlinked and dead records in living segments erased. A retention that was raised meanwhile keeps
/// what is still there: rows go by their stream's retention now, segments by their rows, never by
/// their class.
public final class Reaper implements AutoCloseable {
  /// How the segments that are being written get sealed.
  public interface Sealer {
    /// See [MediaLog#seal].
    CompletableFuture<Void> seal(LongPredicate also);
  }

  /// Who remembers where a stream ended when the log forgets it.
  public interface Keeper {
    /// Makes these ends durable.
    void keep(List<FragmentMetadata> lastFragments) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final int STREAMS_PER_PAGE = 1000;
  private static final int ROWS_PER_TRANSACTION = 1000;
  private static final int ENDS_PER_CHANGE = 1000;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

  private final ExpiryIndex expiry;
  private final FragmentIndex index;
  private final MediaLog log;
  private final Sealer sealer;
  private final Keeper keeper;
  private final InstantSource clock;
  private final Duration period;
  private final OwnerThread thread;
  private final ReentrantLock passing = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopped = lock.newCondition();
  private volatile boolean closing;

  /// Segments the index has forgotten and the log has not dropped yet. Guarded by `passing`.
  private final Set<Long> forgotten = new HashSet<>();

  public Reaper(
      ExpiryIndex expiry,
      FragmentIndex index,
      MediaLog log,
      Sealer sealer,
      Keeper keeper,
      Settings settings) {
    this.expiry = expiry;
    this.index = index;
    this.log = log;
    this.sealer = sealer;
    this.keeper = keeper;
    this.clock = settings.clock;
    this.period = settings.period;
    this.thread = new OwnerThread(settings.threads, "kinora-reaper", this::run);
  }

  /// When to reap.
  ///
  /// @param clock by which fragments expire
  /// @param threads where the thread comes from
  /// @param period time between passes
  public record Settings(InstantSource clock, Threads threads, Duration period) {}

  public void start() {
    thread.start();
  }

  private void run() {
    while (await()) {
      try {
        reap();
      } catch (IOException | RuntimeException failure) {
        // Nothing is lost: the next pass does what this one could not.
        LOG.warn("Space could not be given back", failure);
      }
    }
  }

  /// Waits for the next pass; false when there will be none.
  private boolean await() {
    lock.lock();
    try {
      long leftNs = period.toNanos();
      while (!closing && leftNs > 0) {
        leftNs = stopped.awaitNanos(leftNs);
      }
      return !closing;
    } catch (InterruptedException _) {
      // Nobody has a reason to interrupt this thread but to end it.
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// One pass, now, on the calling thread.
  public void reap() throws IOException {
    passing.lock();
    try {
      removeRows(clock.instant().toEpochMilli());
      sealDue();
      forgotten.addAll(expiry.forgetEmptySegments());
      var erasable = expiry.erasable();
      if (forgotten.isEmpty() && erasable.isEmpty()) {
        return;
      }
      keepEnds();
      expiry.force();
      var failures = new ArrayList<IOException>();
      for (long segment : List.copyOf(forgotten)) {
        attempt(() -> drop(segment), failures);
      }
      for (long segment : erasable) {
        if (closing) {
          break;
        }
        attempt(() -> erase(segment), failures);
      }
      if (!failures.isEmpty()) {
        var first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        throw first;
      }
    } finally {
      passing.unlock();
    }
  }

  /// One segment's part of a pass, which must not keep the others from theirs.
  private interface Attempt {
    void run() throws IOException;
  }

  private static void attempt(Attempt attempt, List<IOException> failures) {
    try {
      attempt.run();
    } catch (IOException failure) {
      failures.add(failure);
    } catch (UncheckedIOException failure) {
      failures.add(failure.getCause());
    }
  }

  private void drop(long segment) throws IOException {
    log.drop(segment);
    forgotten.remove(segment);
    expiry.dropped(segment);
  }

  private void erase(long segment) throws IOException {
    if (log.erase(segment, this::isDead)) {
      expiry.erased(segment);
    }
  }

  private void removeRows(long nowMs) throws IOException {
    long lastId = 0;
    for (var page = expiry.expired(lastId, nowMs, STREAMS_PER_PAGE);
        !page.isEmpty();
        page = expiry.expired(lastId, nowMs, STREAMS_PER_PAGE)) {
      for (var stream : page) {
        removeAll(() -> expiry.removeExpired(stream, ROWS_PER_TRANSACTION));
        lastId = stream.id();
      }
    }
    removeAll(() -> expiry.removeExpiredBuffers(nowMs, ROWS_PER_TRANSACTION));
    for (var gone = expiry.goneStreams(STREAMS_PER_PAGE);
        !gone.isEmpty() && !closing;
        gone = expiry.goneStreams(STREAMS_PER_PAGE)) {
      for (long id : gone) {
        removeAll(() -> expiry.removeGone(id, ROWS_PER_TRANSACTION));
      }
    }
  }

  /// One bounded transaction of removals.
  private interface Removal {
    int run() throws IOException;
  }

  private void removeAll(Removal removal) throws IOException {
    while (!closing && removal.run() == ROWS_PER_TRANSACTION) {
      // Writers get their turn between two transactions.
    }
  }

  private void keepEnds() throws IOException {
    for (var ends = expiry.endsToKeep(ENDS_PER_CHANGE);
        !ends.isEmpty();
        ends = expiry.endsToKeep(ENDS_PER_CHANGE)) {
      keeper.keep(ends);
    }
  }

  private void sealDue() throws IOException {
    var due = new HashSet<>(expiry.unsealedDue());
    try {
      sealer.seal(due::contains).join();
    } catch (CompletionException failure) {
      throw new IOException("segments could not be sealed", failure.getCause());
    }
  }

  private boolean isDead(FragmentMetadata fragment) {
    try {
      return !index.contains(fragment);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Ends the thread after what it is doing.
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      stopped.signalAll();
    } finally {
      lock.unlock();
    }
    thread.awaitEnd(CLOSE_WAIT);
  }
}
