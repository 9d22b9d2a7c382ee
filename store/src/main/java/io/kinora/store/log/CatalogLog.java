package io.kinora.store.log;

import io.kinora.store.StoreUnavailableException;
import io.kinora.store.log.SegmentScanner.Batch;
import io.kinora.store.log.SegmentScanner.Damage;
import io.kinora.store.log.SegmentScanner.Scanned;
import io.kinora.store.log.SegmentScanner.TornTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of the catalog: one segment that begins with a snapshot and goes on with every change,
/// each durable before it counts. The caller sees to it that one thread at a time is in here.
///
/// Damage in the middle is not passed over as in media: without its streams, every fragment would
/// look like one of a deleted stream. The store refuses to start instead.
public final class CatalogLog implements AutoCloseable {
  /// Takes over what is read.
  public interface Sink {
    /// @param position up to where the changes bring the catalog
    /// @param fresh whether they begin a snapshot: what was applied before is void
    void apply(List<CatalogChange> changes, CatalogPosition position, boolean fresh)
        throws IOException;
  }

  /// What the rest of the store knows of the catalog. Where there is anything, a catalog without a
  /// file is not a new one but lost.
  ///
  /// @param applied what the sink has already
  /// @param media whether there is media, which belongs to streams
  public record Known(Optional<CatalogPosition> applied, boolean media) {
    private boolean isAnything() {
      return applied.isPresent() || media;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(CatalogLog.class);
  private static final Pattern NAME = Pattern.compile("([0-7][0-9a-f]{15})\\.(klog|tmp)");
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int SNAPSHOT_BATCH = 1000;

  private final LogDirectory directory;
  private final UUID storeId;
  private final InstantSource clock;
  private final ByteBuffer buffer = BlockWriter.newBuffer(BUFFER_BYTES);
  private long nextSegment = 1;
  private Optional<Tail> tail = Optional.empty();
  private boolean broken;

  /// The segment in use. `batchOffset` is where its latest batch begins.
  private record Tail(LogFile file, SegmentIdentity identity, long batchOffset, long endBytes) {
    Tail batch(long newEnd) {
      return new Tail(file, identity, endBytes, newEnd);
    }

    Tail cut() {
      return new Tail(file, identity, batchOffset, batchOffset);
    }
  }

  private CatalogLog(LogDirectory directory, UUID storeId, InstantSource clock) {
    this.directory = directory;
    this.storeId = storeId;
    this.clock = clock;
  }

  /// The number of the finished catalog segment in a file of that name; empty if there is none.
  static Optional<Long> segmentNumber(String file) {
    var match = NAME.matcher(file);
    return match.matches() && match.group(2).equals("klog")
        ? Optional.of(Long.parseLong(match.group(1), 16))
        : Optional.empty();
  }

  /// Opens the catalog's log, or begins one.
  ///
  /// @param known what is there beside it
  /// @param sink takes what it does not have
  public static CatalogLog open(
      LogDirectory directory, UUID storeId, InstantSource clock, Known known, Sink sink)
      throws IOException {
    var log = new CatalogLog(directory, storeId, clock);
    try {
      log.open(known, sink);
      return log;
    } catch (IOException | RuntimeException failure) {
      log.close();
      throw failure;
    }
  }

  /// Writes a catalog to a file of that number.
  static void write(
      LogDirectory directory,
      UUID storeId,
      InstantSource clock,
      long number,
      Iterator<CatalogChange> snapshot)
      throws IOException {
    try (var log = new CatalogLog(directory, storeId, clock)) {
      log.nextSegment = number;
      var _ = log.compact(snapshot);
    }
  }

  private void open(Known known, Sink sink) throws IOException {
    var finished = new ArrayList<Long>();
    for (var entry : directory.list()) {
      var number = segmentNumber(entry.name());
      if (number.isPresent()) {
        finished.add(number.get());
      } else if (NAME.matcher(entry.name()).matches()) {
        directory.delete(entry.name());
      } else {
        LOG.warn("{} does not belong into the catalog and is left alone", entry.name());
      }
    }
    if (finished.isEmpty()) {
      if (known.isAnything()) {
        throw new CorruptLogException(
            "catalog", 0, "its file is missing; restore it, the media belongs to its streams");
      }
      var nothing = List.<CatalogChange>of(new CatalogChange.State(0, 0));
      sink.apply(nothing, compact(nothing.iterator()), true);
      return;
    }
    // The life that made the file may have ended before its name was durable.
    directory.force();
    long number = finished.removeLast();
    nextSegment = number + 1;
    replay(number, known.applied, sink);
    for (long older : finished) {
      directory.delete(name(older));
    }
  }

  private void replay(long number, Optional<CatalogPosition> applied, Sink sink)
      throws IOException {
    var name = name(number);
    var file = directory.openToWrite(name);
    var identity = new SegmentIdentity(storeId, number);
    tail = Optional.of(new Tail(file, identity, 0, 0));
    checkHeader(file, name);
    long sizeBefore = file.sizeBytes();
    long from =
        applied
            .filter(position -> position.segment() == number)
            .map(CatalogPosition::bytes)
            .filter(bytes -> bytes <= sizeBefore)
            .orElse(0L);
    long end = from;
    var scanner = new SegmentScanner(file, identity, from, from, true);
    for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
      switch (item.get()) {
        case Batch(long endBytes, var records) -> {
          sink.apply(decode(file, records, name), new CatalogPosition(number, endBytes), end == 0);
          end = endBytes;
        }
        case Damage(long offset, long endBytes) ->
            throw new CorruptLogException(
                "catalog " + name, offset, (endBytes - offset) + " octets do not parse");
        case TornTail(long offset, long endBytes) -> {
          if (offset == 0) {
            throw new CorruptLogException("catalog " + name, 0, "no snapshot");
          }
          LOG.info("Catalog {} is cut from {} to {} octets", name, endBytes, offset);
          file.truncate(offset);
        }
      }
    }
    file.force();
    tail = Optional.of(new Tail(file, identity, end, end));
    // Nobody knows whether what the last life left behind the index is on the disk or in memory
    // alone, and a force cannot tell: only a new file can be trusted.
    broken = sizeBefore > from;
  }

  private void checkHeader(LogFile file, String name) throws IOException {
    var octets = ByteBuffer.allocate(LogFormat.HEADER_BYTES);
    file.read(octets, 0);
    var header = SegmentHeader.decode(octets.flip(), "catalog " + name);
    if (!header.storeId().equals(storeId) || header.kind() != SegmentHeader.CATALOG) {
      throw new CorruptLogException("catalog " + name, 0, "not the catalog of store " + storeId);
    }
  }

  private static List<CatalogChange> decode(LogFile file, List<Scanned> records, String name)
      throws IOException {
    var changes = new ArrayList<CatalogChange>(records.size());
    for (var record : records) {
      if (!record.intact()) {
        throw new CorruptLogException("catalog " + name, record.offsetBytes(), "checksum");
      }
      var payload = new byte[record.header().lengths().payload()];
      file.read(ByteBuffer.wrap(payload), record.offsetBytes() + LogFormat.HEADER_BYTES);
      changes.add(CatalogRecords.decode(record.header(), payload, "catalog " + name));
    }
    return changes;
  }

  /// Where the log ends.
  public CatalogPosition position() {
    var current = tail.orElseThrow();
    return new CatalogPosition(current.identity.number(), current.endBytes);
  }

  /// Whether nothing can be appended before a [#compact].
  public boolean isBroken() {
    return broken;
  }

  /// Makes changes durable, all or none of them.
  public CatalogPosition append(List<CatalogChange> changes) throws IOException {
    var before = tail.orElseThrow();
    if (broken) {
      throw new StoreUnavailableException("the catalog's log failed before");
    }
    try (var out = new BlockWriter(new Output(before.file), before.endBytes)) {
      long end = writeBatch(out, before, changes);
      tail = Optional.of(before.batch(end));
      force(before.file);
      return position();
    } catch (IOException | RuntimeException failure) {
      tail = Optional.of(before.batch(before.endBytes));
      try {
        rollBack();
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /// Takes the latest append back, which the index could not take over.
  public void rollBack() throws IOException {
    var current = tail.orElseThrow();
    tail = Optional.of(current.cut());
    try {
      current.file.truncate(current.batchOffset);
    } catch (IOException failure) {
      broken = true;
      throw failure;
    }
  }

  private void force(LogFile file) throws IOException {
    try {
      file.force();
    } catch (IOException failure) {
      // Asking again could be answered from memory: only a new file can be trusted.
      broken = true;
      throw failure;
    }
  }

  /// Begins a new segment with a snapshot and drops the old one.
  ///
  /// @param snapshot [CatalogChange.State] first
  public CatalogPosition compact(Iterator<CatalogChange> snapshot) throws IOException {
    long number = nextSegment++;
    var unfinished = name(number).replace(".klog", ".tmp");
    var header =
        new SegmentHeader(storeId, number, clock.instant().toEpochMilli(), SegmentHeader.CATALOG);
    Tail next;
    try {
      next = writeSnapshot(unfinished, header, snapshot);
    } catch (IOException | RuntimeException failure) {
      discard(unfinished, failure);
      throw failure;
    }
    // Until the name is durable, nobody knows which file a crash would leave.
    broken = true;
    try {
      directory.rename(unfinished, name(number));
    } catch (IOException failure) {
      next.file.close();
      discard(unfinished, failure);
      throw failure;
    }
    var old = tail;
    tail = Optional.of(next);
    if (old.isPresent()) {
      old.get().file.close();
    }
    directory.force();
    broken = false;
    if (old.isPresent()) {
      deleteOld(name(old.get().identity.number()));
    }
    return position();
  }

  /// The next start tries again.
  private void deleteOld(String name) {
    try {
      directory.delete(name);
    } catch (IOException failure) {
      LOG.warn("The old catalog {} could not be deleted", name, failure);
    }
  }

  private Tail writeSnapshot(String name, SegmentHeader header, Iterator<CatalogChange> snapshot)
      throws IOException {
    var file = directory.create(name, false);
    try {
      var written = new Tail(file, header.identity(), 0, 0);
      while (snapshot.hasNext()) {
        var changes = new ArrayList<CatalogChange>();
        while (changes.size() < SNAPSHOT_BATCH && snapshot.hasNext()) {
          changes.add(snapshot.next());
        }
        try (var out = new BlockWriter(new Output(file), written.endBytes)) {
          if (written.endBytes == 0) {
            out.put(header.encode());
          }
          written = written.batch(writeBatch(out, written, changes));
        }
      }
      file.force();
      return written;
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  private void discard(String name, Exception cause) {
    try {
      directory.delete(name);
    } catch (IOException second) {
      cause.addSuppressed(second);
    }
  }

  private static long writeBatch(BlockWriter out, Tail at, List<CatalogChange> changes)
      throws IOException {
    for (int i = 0; i < changes.size(); i++) {
      var draft = CatalogRecords.encode(changes.get(i));
      var record = draft.header().placed(at.endBytes, i == changes.size() - 1);
      out.put(record.encode(at.identity));
      out.put(draft.payload());
      out.align(LogFormat.HEADER_BYTES);
    }
    out.finish();
    return out.offset();
  }

  /// Writes at once, from the one buffer there is.
  private final class Output implements BlockWriter.Output {
    private final LogFile to;

    Output(LogFile to) {
      this.to = to;
    }

    @Override
    public ByteBuffer take() {
      return buffer.clear();
    }

    @Override
    public void write(ByteBuffer blocks, long offsetBytes) throws IOException {
      to.write(blocks, offsetBytes);
    }

    @Override
    public void discard(ByteBuffer unwanted) {
      // It is cleared when it is taken again.
    }
  }

  private static String name(long number) {
    return String.format(Locale.ROOT, "%016x.klog", number);
  }

  @Override
  public void close() throws IOException {
    if (tail.isPresent()) {
      tail.get().file.close();
      tail = Optional.empty();
    }
  }
}
