package io.kinora.store.log;

import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log on a directory: one segment being written for each retention class, one force for each
/// of them that a batch touches.
///
/// The shard's thread fills buffers, the disk's thread writes and forces them, see [DiskWriter].
///
/// A failed force leaves nobody knowing what the disk has, and asking again may be answered from
/// memory. So after any failure all segments end where they were durable last, and the next batch
/// begins new ones.
public final class LocalMediaLog implements MediaLog {
  private static final Logger LOG = LoggerFactory.getLogger(LocalMediaLog.class);

  /// A segment covers at most this part of its fragments' life, so that little outlives its time.
  private static final int SPANS_PER_LIFE = 8;

  private static final long MIN_SPAN_MS = 60_000;
  private static final int MAX_HEADERS = 16_384;

  private final LogDirectory directory;
  private final UUID storeId;
  private final LogSettings settings;
  private final InstantSource clock;
  private final boolean direct;
  private final SegmentFiles files;
  private final HeaderCache headers;
  private final PageCache pageCache = new PageCache();
  private final DiskWriter disk;

  /// Segments behind which this process has forced a barrier: see [SegmentEraser].
  private final Set<Long> barriers = ConcurrentHashMap.newKeySet();

  // Owned by the shard's thread.
  private final Map<RetentionClass, SegmentWriter> active = new TreeMap<>();
  private final SequencedMap<Long, SegmentState> sealed = new LinkedHashMap<>();
  private long nextSegment;

  /// @param recovered what [LogRecovery] found in the directory
  public LocalMediaLog(
      LogDirectory directory,
      UUID storeId,
      LogSettings settings,
      InstantSource clock,
      Threads threads,
      LogRecovery.Recovered recovered)
      throws IOException {
    this.directory = directory;
    this.storeId = storeId;
    this.settings = settings;
    this.clock = clock;
    this.direct = settings.direct() && directory.takesDirectWrites();
    this.files = new SegmentFiles(directory, settings.idleFiles());
    this.headers = new HeaderCache(settings.headerCacheBytes());
    this.disk = new DiskWriter(settings.bufferBytes(), threads);
    this.nextSegment = recovered.nextSegment();
    for (var state : recovered.segments()) {
      publish(state);
    }
  }

  @Override
  public boolean isDue(Collection<RetentionClass> classes) {
    for (var retention : classes) {
      var segment = active.get(retention);
      if (segment != null && isDue(segment)) {
        return true;
      }
    }
    return false;
  }

  private boolean isDue(SegmentWriter segment) {
    return segment.endBytes() >= settings.segmentBytes()
        || segment.headerCount() >= MAX_HEADERS
        || isOverdue(segment);
  }

  @Override
  public Written write(List<Entry> batch) throws IOException {
    if (directory.usableBytes() < settings.freeFloorBytes()) {
      throw new StoreUnavailableException(
          "less than " + settings.freeFloorBytes() + " octets of the disk are free");
    }
    var groups = new TreeMap<RetentionClass, List<Integer>>();
    for (int i = 0; i < batch.size(); i++) {
      groups.computeIfAbsent(batch.get(i).retention(), _ -> new ArrayList<>()).add(i);
    }
    var locations = new FragmentLocation[batch.size()];
    var touched = new ArrayList<SegmentWriter>();
    boolean created = false;
    for (var group : groups.entrySet()) {
      var segment = segmentFor(group.getKey());
      created |= segment.endBytes() == 0 && segment.retention().durable();
      touched.add(segment);
      var indexes = group.getValue();
      var places = segment.write(indexes.stream().map(batch::get).toList(), disk);
      for (int i = 0; i < places.size(); i++) {
        locations[indexes.get(i)] = places.get(i);
      }
    }
    boolean forceDirectory = created;
    long task = disk.submit(() -> force(touched, forceDirectory));
    var states = touched.stream().map(segment -> segment.state(false)).toList();
    return new Written(task, List.of(locations), states);
  }

  /// On the disk's thread.
  private void force(List<SegmentWriter> touched, boolean forceDirectory) throws IOException {
    for (var segment : touched) {
      if (segment.retention().durable()) {
        segment.force();
      }
    }
    if (forceDirectory) {
      directory.force();
    }
  }

  @Override
  public List<SegmentState> await(Written batch) throws IOException {
    disk.await(batch.task());
    var states = new ArrayList<>(sealed.sequencedValues());
    for (var state : batch.segments()) {
      publish(state);
      states.add(state);
    }
    return states;
  }

  @Override
  public void recorded(List<SegmentState> segments) {
    for (var state : segments) {
      sealed.remove(state.number(), state);
      var segment = active.get(state.retention());
      if (segment != null && segment.identity().number() == state.number()) {
        segment.recorded(state.endBytes());
      }
    }
  }

  @Override
  public void rollBack() {
    disk.reset();
    for (var segment : List.copyOf(active.values())) {
      try {
        segment.rollBack();
      } catch (IOException failure) {
        LOG.warn("Log segment {} cannot be cut", segment.identity().number(), failure);
      }
      publish(segment.state(false));
      seal(segment);
    }
  }

  @Override
  public List<SegmentState> seal(LongPredicate also) {
    for (var segment : List.copyOf(active.values())) {
      if (also.test(segment.identity().number()) || isOverdue(segment)) {
        seal(segment);
      }
    }
    return List.copyOf(sealed.sequencedValues());
  }

  private SegmentWriter segmentFor(RetentionClass retention) throws IOException {
    var current = active.get(retention);
    if (current != null) {
      // One that became due since this batch was gathered is for the next batch to seal.
      if (!isDue(current) || !current.isRecorded()) {
        return current;
      }
      seal(current);
    }
    var header =
        new SegmentHeader(storeId, nextSegment++, clock.instant().toEpochMilli(), retention.code());
    // What is never forced should not reach the disk at all if it dies young.
    var file =
        directory.create(
            new SegmentName(header.number(), retention).toString(), direct && retention.durable());
    var created = new SegmentWriter(file, header, retention);
    active.put(retention, created);
    return created;
  }

  private boolean isOverdue(SegmentWriter segment) {
    long spanMs = Math.max(segment.retention().lifeMs() / SPANS_PER_LIFE, MIN_SPAN_MS);
    return clock.instant().toEpochMilli() - segment.createdAtMs() >= spanMs;
  }

  private void seal(SegmentWriter segment) {
    if (!segment.isRecorded()) {
      throw new IllegalStateException(
          "segment " + segment.identity().number() + " is sealed before it is recorded");
    }
    active.remove(segment.retention());
    long number = segment.identity().number();
    try {
      segment.close();
      if (segment.endBytes() > 0) {
        sealed.put(number, segment.state(true));
      } else {
        files.remove(number);
        directory.delete(new SegmentName(number, segment.retention()).toString());
      }
    } catch (IOException failure) {
      // Its octets are durable or not wanted; the next start tidies up.
      LOG.warn("Log segment {} could not be closed", number, failure);
    }
  }

  private void publish(SegmentState state) {
    files.put(
        new SegmentName(state.number(), state.retention()).toString(),
        new SegmentIdentity(storeId, state.number()),
        state.endBytes());
  }

  @Override
  public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
    var lease = acquire(fragment.location());
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredFragment> opened = Optional.empty();
    try {
      opened = LogFragment.open(fragment, lease.get(), headers, pageCache);
      return opened;
    } finally {
      if (opened.isEmpty()) {
        lease.get().close();
      }
    }
  }

  /// Holds a record; empty where the segment is gone, be it between the look and the opening.
  private Optional<SegmentFiles.Lease> acquire(FragmentLocation location) throws IOException {
    try {
      return files.acquire(location);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean erase(long segment, Predicate<FragmentMetadata> dead) throws IOException {
    var name = files.name(segment);
    var endBytes = files.bytes(segment);
    if (name.isEmpty() || endBytes.isEmpty()) {
      return true;
    }
    var identity = new SegmentIdentity(storeId, segment);
    var allDone = new AtomicBoolean(true);
    var eraser =
        new SegmentEraser(
            directory, identity, name.get(), endBytes.getAsLong(), barriers.contains(segment));
    try {
      eraser.erase(
          fragment -> {
            if (!dead.test(fragment)) {
              return false;
            }
            boolean held =
                files.isHeld(new LogPosition(segment, fragment.location().offsetBytes()));
            if (held) {
              allDone.set(false);
            }
            return !held;
          });
    } finally {
      if (eraser.hasBarrier()) {
        barriers.add(segment);
      }
    }
    return allDone.get();
  }

  @Override
  public void drop(long segment) throws IOException {
    var name = files.name(segment);
    if (name.isPresent()) {
      try {
        directory.delete(name.get());
      } catch (NoSuchFileException _) {
        LOG.warn("{} was deleted by somebody else", name.get());
      }
      files.remove(segment);
      barriers.remove(segment);
    }
  }

  @Override
  public int segments() {
    return files.count();
  }

  @Override
  public long storedBytes() {
    return files.storedBytes();
  }

  @Override
  public long usableBytes() {
    return directory.usableBytes();
  }

  @Override
  public void close() {
    disk.close();
    // What is not recorded stays: the index may have it, and if not, the next start tells.
    for (var segment : active.values()) {
      try {
        segment.close();
      } catch (IOException failure) {
        LOG.warn("Log segment {} could not be closed", segment.identity().number(), failure);
      }
    }
    files.close();
    pageCache.close();
  }
}
