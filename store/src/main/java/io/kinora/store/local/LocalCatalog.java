package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.index.IndexException;
import io.kinora.store.index.SqlCatalog;
import io.kinora.store.local.LocalStore.Surroundings;
import io.kinora.store.log.CatalogChange;
import io.kinora.store.log.CatalogChange.SequencesReserved;
import io.kinora.store.log.CatalogChange.State;
import io.kinora.store.log.CatalogChange.StreamDeleted;
import io.kinora.store.log.CatalogChange.StreamEnded;
import io.kinora.store.log.CatalogChange.StreamSaved;
import io.kinora.store.log.CatalogLog;
import io.kinora.store.log.CatalogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams of a local store: a change is forced to the catalog's log, then applied to the
/// index, then it counts. Queries read the index alone.
///
/// All changes happen on one platform thread, one behind the other; who wants one waits. So the
/// order of changes is the order of the log, no caller's interrupt closes the log's file, and no
/// carrier of virtual threads waits for the disk.
final class LocalCatalog implements StreamCatalog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCatalog.class);
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,256}");
  private static final int SNAPSHOT_PAGE = 1000;
  private static final String CLOSED = "the store is closed";
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(60);

  /// The log may grow by this much, and by so much for each stream, before it is written anew.
  private static final long COMPACT_BYTES = 16 << 20;

  private static final long COMPACT_BYTES_PER_STREAM = 16 << 10;

  private final CatalogLog log;
  private final SqlCatalog streams;
  private final FragmentIndex fragments;
  private final InstantSource clock;
  private final Health health;

  /// The retention of each living stream, for the shard, which must not wait for the index.
  /// Changed by the catalog's thread alone.
  private final ConcurrentHashMap<Long, Integer> retentionHours;

  private final ExecutorService owner;

  // Owned by the thread.

  /// Whether the log's latest batch may or may not be in the index.
  private boolean inDoubt;

  private boolean closed;

  LocalCatalog(
      CatalogLog log,
      SqlCatalog streams,
      FragmentIndex fragments,
      Surroundings surroundings,
      Health health)
      throws IOException {
    this.log = log;
    this.streams = streams;
    this.fragments = fragments;
    this.clock = surroundings.clock();
    this.owner =
        Executors.newSingleThreadExecutor(
            body -> surroundings.threads().unstarted("kinora-catalog", body));
    this.health = health;
    this.retentionHours = new ConcurrentHashMap<>(streams.retentionHours());
  }

  /// Work that meets the disk.
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T unchecked(Work<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Has work done by the catalog's thread. What it throws is thrown here.
  private <T> T change(Work<T> work) throws IOException {
    var done = new CompletableFuture<T>();
    try {
      owner.execute(
          () -> {
            try {
              done.complete(changeNow(work));
            } catch (Throwable failure) {
              done.completeExceptionally(failure);
            }
          });
      return done.join();
    } catch (RejectedExecutionException _) {
      throw new StoreUnavailableException(CLOSED);
    } catch (CompletionException failure) {
      switch (failure.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw failure;
      }
    }
  }

  private <T> T changeNow(Work<T> work) throws IOException {
    if (closed) {
      throw new StoreUnavailableException(CLOSED);
    }
    try {
      T result = work.run();
      health.good();
      return result;
    } catch (StreamGoneException gone) {
      throw gone;
    } catch (IOException failure) {
      throw refused(failure);
    } catch (UncheckedIOException failure) {
      throw refused(Objects.requireNonNull(failure.getCause()));
    }
  }

  private IOException refused(IOException failure) {
    health.bad(failure);
    return failure instanceof StoreUnavailableException
        ? failure
        : new StoreUnavailableException("the catalog cannot be changed", failure);
  }

  @Override
  public Optional<StreamRecord> create(
      String name,
      String version,
      int retentionHours,
      SortedMap<String, String> attributes,
      SortedMap<String, String> tags) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a stream name: " + name);
    }
    return unchecked(
        () ->
            change(
                () -> {
                  if (streams.find(name).isPresent()) {
                    return Optional.empty();
                  }
                  var state = streams.state();
                  long now = clock.instant().toEpochMilli();
                  var stream =
                      new StreamRecord(
                          state.lastStreamId() + 1,
                          name,
                          Math.max(now, state.lastCreatedAtMs() + 1),
                          version,
                          retentionHours,
                          attributes,
                          tags);
                  commit(new StreamSaved(stream));
                  return Optional.of(stream);
                }));
  }

  @Override
  public Optional<StreamRecord> find(String name) {
    return unchecked(() -> streams.find(name));
  }

  @Override
  public Optional<StreamRecord> find(long id) {
    return unchecked(() -> streams.find(id));
  }

  @Override
  public List<StreamRecord> list(String prefix, String afterName, int limit) {
    return unchecked(() -> streams.list(prefix, afterName, limit));
  }

  @Override
  public long count() {
    return retentionHours.size();
  }

  /// The retention of a living stream in hours. Never blocks.
  OptionalInt retentionHours(long id) {
    var hours = retentionHours.get(id);
    return hours == null ? OptionalInt.empty() : OptionalInt.of(hours);
  }

  @Override
  public Optional<StreamRecord> update(long id, UnaryOperator<StreamRecord> change) {
    return unchecked(
        () ->
            change(
                () -> {
                  var found = streams.find(id);
                  if (found.isEmpty()) {
                    return Optional.empty();
                  }
                  var before = found.get();
                  var after = change.apply(before);
                  if (after.id() != id
                      || !after.name().equals(before.name())
                      || after.createdAtMs() != before.createdAtMs()) {
                    throw new IllegalArgumentException("a stream keeps id, name and creation time");
                  }
                  if (!after.equals(before)) {
                    commit(new StreamSaved(after));
                  }
                  return Optional.of(after);
                }));
  }

  @Override
  public boolean delete(long id, Consumer<StreamRecord> check) {
    return unchecked(
        () ->
            change(
                () -> {
                  var found = streams.find(id);
                  if (found.isEmpty()) {
                    return false;
                  }
                  check.accept(found.get());
                  commit(new StreamDeleted(id));
                  return true;
                }));
  }

  /// See [FragmentStore#reserveSequences].
  long reserveSequences(long id) throws IOException {
    return change(
        () -> {
          var reserved = streams.reservedSequence(id);
          if (reserved.isEmpty()) {
            throw new StreamGoneException(id);
          }
          long used = Math.max(reserved.get(), fragments.lastSequence(id));
          long block = FragmentStore.SEQUENCE_BLOCK;
          long last = (Math.ceilDiv(used, block) + 1) * block;
          commit(new SequencesReserved(id, last));
          return last - block + 1;
        });
  }

  /// See [io.kinora.store.retention.Reaper.Keeper].
  void keepEnds(List<FragmentMetadata> lastFragments) throws IOException {
    change(
        () -> {
          commit(lastFragments.stream().<CatalogChange>map(StreamEnded::new).toList());
          return lastFragments.size();
        });
  }

  private void commit(CatalogChange change) throws IOException {
    commit(List.of(change));
    switch (change) {
      case StreamSaved(var stream) -> retentionHours.put(stream.id(), stream.retentionHours());
      case StreamDeleted(long id) -> retentionHours.remove(id);
      case SequencesReserved _, StreamEnded _, State _ -> {}
    }
  }

  private void commit(List<CatalogChange> changes) throws IOException {
    settle();
    if (log.isBroken()
        || log.position().bytes() > COMPACT_BYTES + COMPACT_BYTES_PER_STREAM * count()) {
      streams.moved(log.compact(snapshot()));
    }
    var position = log.append(changes);
    try {
      streams.apply(changes, position, false);
    } catch (IndexException failure) {
      inDoubt = true;
      if (!settle().equals(position)) {
        throw failure;
      }
    }
  }

  /// Finds out whether the index has the log's latest batch, and takes the batch back if not.
  ///
  /// @return where both stand
  private CatalogPosition settle() throws IOException {
    if (inDoubt) {
      if (!streams.position().equals(Optional.of(log.position()))) {
        LOG.warn("A change of the catalog is taken back: the index could not take it over");
        log.rollBack();
      }
      var living = streams.retentionHours();
      retentionHours.keySet().retainAll(living.keySet());
      retentionHours.putAll(living);
      inDoubt = false;
    }
    return log.position();
  }

  private Iterator<CatalogChange> snapshot() throws IOException {
    CatalogChange state = streams.state();
    return new Snapshot(List.of(state).iterator());
  }

  /// Finishes what is asked already.
  @Override
  public void close() {
    CompletableFuture.runAsync(() -> closed = true, owner)
        .orTimeout(CLOSE_WAIT.toSeconds(), TimeUnit.SECONDS)
        .join();
    owner.shutdown();
  }

  /// The catalog page by page.
  private final class Snapshot implements Iterator<CatalogChange> {
    private Iterator<CatalogChange> page;
    private long lastId;

    Snapshot(Iterator<CatalogChange> first) {
      this.page = first;
    }

    @Override
    public boolean hasNext() {
      if (!page.hasNext()) {
        page = unchecked(() -> streams.snapshotAfter(lastId, SNAPSHOT_PAGE)).iterator();
      }
      return page.hasNext();
    }

    @Override
    public CatalogChange next() {
      var next = page.next();
      if (next instanceof StreamSaved(var stream)) {
        lastId = stream.id();
      }
      return next;
    }
  }
}
