package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.FragmentSummary;
import io.kinora.store.NewFragment;
import io.kinora.store.ReadScope;
import io.kinora.store.StoreStatus;
import io.kinora.store.StoredFragment;
import io.kinora.store.StreamCatalog;
import io.kinora.store.TimeAxis;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.index.IndexException;
import io.kinora.store.index.SqlCatalog;
import io.kinora.store.index.SqlDatabase;
import io.kinora.store.index.SqlExpiryIndex;
import io.kinora.store.index.SqlFragmentIndex;
import io.kinora.store.log.CatalogLog;
import io.kinora.store.log.FileSystemDirectory;
import io.kinora.store.log.LocalMediaLog;
import io.kinora.store.log.LogDirectory;
import io.kinora.store.log.LogRecovery;
import io.kinora.store.log.MediaLog;
import io.kinora.store.log.Threads;
import io.kinora.store.retention.Reaper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A store in a directory of this machine.
///
/// What is appended goes through the [Shard] to the log and the index; what is asked is answered by
/// the index; what is opened is read from the log. Futures complete on the shard's thread: what
/// depends on them must be short and must not block.
public final class LocalStore implements FragmentStore {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStore.class);

  /// What the store takes from outside, so that a simulation can put its own in place.
  ///
  /// @param clock wall time
  /// @param directories how the log gets at a directory
  /// @param threads where its threads come from
  public record Surroundings(
      InstantSource clock, Function<Path, LogDirectory> directories, Threads threads) {
    public static final Surroundings REAL =
        new Surroundings(InstantSource.system(), FileSystemDirectory::new, Threads.PLATFORM);

    /// What is real but for the clock.
    public static Surroundings with(InstantSource clock) {
      return new Surroundings(clock, REAL.directories, REAL.threads);
    }
  }

  private final Deque<AutoCloseable> parts;
  private final LocalCatalog catalog;
  private final FragmentIndex index;
  private final MediaLog log;
  private final Shard shard;
  private final Reaper reaper;
  private final Health catalogHealth = new Health();
  private final Health logHealth = new Health();
  private final RecoveryReport recovery;

  /// Opens the store of a directory, or makes one.
  public static LocalStore open(StoreConfig config) throws IOException {
    return open(config, Surroundings.REAL);
  }

  /// Opens a store in surroundings of the caller's choice.
  public static LocalStore open(StoreConfig config, Surroundings surroundings) throws IOException {
    try {
      return tryToOpen(config, surroundings);
    } catch (IndexException failure) {
      if (!failure.isDamaged()) {
        throw failure;
      }
      // The second time it is made anew.
      return tryToOpen(config, surroundings);
    }
  }

  private static LocalStore tryToOpen(StoreConfig config, Surroundings surroundings)
      throws IOException {
    var parts = new ArrayDeque<AutoCloseable>();
    try {
      return new LocalStore(config, surroundings, parts);
    } catch (IOException | RuntimeException failure) {
      closeAll(parts).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /// @param parts takes up what is to be closed, last opened first
  private LocalStore(StoreConfig config, Surroundings surroundings, Deque<AutoCloseable> parts)
      throws IOException {
    long start = System.nanoTime();
    this.parts = parts;
    var directory = config.directory();
    PrivateDirectory.make(directory);
    PrivateDirectory.refuseLinks(directory);
    parts.push(DirectoryLock.acquire(directory));
    var found = StoreIdentity.read(directory);
    UUID storeId = found.isPresent() ? found.get() : StoreIdentity.create(directory);

    var database =
        SqlDatabase.openSqlite(
            directory.resolve("index.db"), storeId, config.indexReaders(), surroundings.threads());
    parts.push(database);
    index = new SqlFragmentIndex(database);
    index.removeTransient();
    var streams = new SqlCatalog(database);
    var clock = surroundings.clock();
    var logDirectory = openDirectory(directory.resolve("log"), surroundings);
    var catalogLog =
        CatalogLog.open(
            openDirectory(directory.resolve("catalog"), surroundings),
            storeId,
            clock,
            new CatalogLog.Known(streams.position(), LogRecovery.isMediaIn(logDirectory)),
            streams::apply);
    parts.push(catalogLog);
    var sink = new IndexRecovery(index);
    var recovered = new LogRecovery(logDirectory, storeId, sink).run(index.segments());
    sink.flush();
    StoreIdentity.force(directory);
    log =
        new LocalMediaLog(
            logDirectory, storeId, config.log(), clock, surroundings.threads(), recovered);
    parts.push(log);

    catalog = new LocalCatalog(catalogLog, streams, index, surroundings, catalogHealth);
    parts.push(catalog);
    var expiry = new SqlExpiryIndex(database);
    shard =
        new Shard(
            log, new Shard.Index(index, expiry), catalog, config.queue(), surroundings, logHealth);
    reaper =
        new Reaper(
            expiry,
            index,
            log,
            shard::seal,
            catalog::keepEnds,
            new Reaper.Settings(clock, surroundings.threads(), config.reapPeriod()));
    recovery = report(recovered, System.nanoTime() - start);
    shard.start();
    parts.push(shard);
    reaper.start();
    parts.push(reaper);
  }

  private static LogDirectory openDirectory(Path path, Surroundings surroundings)
      throws IOException {
    PrivateDirectory.make(path);
    return surroundings.directories().apply(path);
  }

  private static RecoveryReport report(LogRecovery.Recovered recovered, long tookNs) {
    var report =
        new RecoveryReport(
            Duration.ofNanos(tookNs),
            recovered.segments().size(),
            recovered.scannedSegments(),
            recovered.replayedFragments(),
            recovered.cutBytes(),
            recovered.damagedBytes());
    LOG.info(
        "Store opened in {} ms: {} log segments, {} scanned, {} fragments replayed, {} octets cut,"
            + " {} damaged",
        report.took().toMillis(),
        report.segments(),
        report.scannedSegments(),
        report.replayedFragments(),
        report.cutBytes(),
        report.damagedBytes());
    return report;
  }

  /// What opening found and did.
  public RecoveryReport recovery() {
    return recovery;
  }

  /// For measurements of the index alone.
  FragmentIndex index() {
    return index;
  }

  /// Gives the space of expired and deleted fragments back now, not only when the time has come.
  public void reapNow() throws IOException {
    reaper.reap();
  }

  @Override
  public StreamCatalog streams() {
    return catalog;
  }

  @Override
  public long reserveSequences(long streamId) throws IOException {
    return catalog.reserveSequences(streamId);
  }

  @Override
  public CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    return shard.append(fragment);
  }

  @Override
  public List<FragmentMetadata> after(ReadScope scope, long sequence, int limit)
      throws IOException {
    return index.after(scope, sequence, limit);
  }

  @Override
  public Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number)
      throws IOException {
    return index.find(scope, number);
  }

  @Override
  public Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException {
    return index.lastAtOrBefore(scope, axis, timeMs);
  }

  @Override
  public Optional<FragmentMetadata> firstByProducerTime(
      ReadScope scope, long timeMs, boolean containing) throws IOException {
    return index.firstByProducerTime(scope, timeMs, containing);
  }

  @Override
  public List<FragmentMetadata> list(FragmentQuery query) throws IOException {
    return index.list(query);
  }

  @Override
  public List<FragmentSummary> summaries(FragmentQuery query) throws IOException {
    return index.summaries(query);
  }

  @Override
  public List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException {
    return index.newest(scope, limit);
  }

  @Override
  public Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException {
    return index.at(scope, ordinal);
  }

  @Override
  public List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit)
      throws IOException {
    return index.afterOrdinal(scope, ordinal, limit);
  }

  @Override
  public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
    // Opened first, looked up second: from then on nobody erases it, so if the index still has it,
    // it stays whole.
    var opened = log.open(fragment);
    if (opened.isPresent() && !stillListed(opened.get())) {
      opened.get().close();
      return Optional.empty();
    }
    return opened;
  }

  private boolean stillListed(StoredFragment fragment) throws IOException {
    try {
      return index.stillContains(fragment.metadata());
    } catch (IOException failure) {
      fragment.close();
      throw failure;
    }
  }

  @Override
  public StoreStatus status() {
    try {
      var problem = logHealth.problem().isEmpty() ? catalogHealth.problem() : logHealth.problem();
      return new StoreStatus(
          problem.isEmpty(),
          problem,
          index.count(),
          log.segments(),
          log.storedBytes(),
          log.usableBytes());
    } catch (IOException failure) {
      return new StoreStatus(false, String.valueOf(failure.getMessage()), 0, 0, 0, 0);
    }
  }

  @Override
  public void close() {
    var failures = closeAll(parts);
    if (!failures.isEmpty()) {
      var first = new IllegalStateException("the store could not be closed", failures.getFirst());
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private static List<Exception> closeAll(Deque<AutoCloseable> parts) {
    var failures = new ArrayList<Exception>();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failure) {
        failures.add(failure);
      }
    }
    return failures;
  }
}
