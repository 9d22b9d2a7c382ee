package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import io.kinora.store.log.CatalogChange.SequencesReserved;
import io.kinora.store.log.CatalogChange.State;
import io.kinora.store.log.CatalogChange.StreamDeleted;
import io.kinora.store.log.CatalogChange.StreamEnded;
import io.kinora.store.log.CatalogChange.StreamSaved;
import io.kinora.store.log.SegmentScanner.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// A catalog in memory, put together from what can still be read, so that a damaged one can be
/// written anew.
public final class CatalogContent {
  private final TreeMap<Long, StreamRecord> streams = new TreeMap<>();
  private final Map<Long, Long> reserved = new HashMap<>();
  private final Map<Long, FragmentMetadata> ends = new HashMap<>();
  private final Set<Long> deleted = new HashSet<>();
  private long lastId;
  private long lastCreatedAtMs;

  /// Takes over one change.
  public void apply(CatalogChange change) {
    switch (change) {
      case State(long id, long createdAtMs) -> raise(id, createdAtMs);
      case StreamSaved(var stream) -> {
        streams.put(stream.id(), stream);
        raise(stream.id(), stream.createdAtMs());
      }
      case StreamDeleted(long id) -> {
        streams.remove(id);
        deleted.add(id);
        raise(id, 0);
      }
      case SequencesReserved(long id, long last) -> reserved.merge(id, last, Math::max);
      case StreamEnded(var last) -> ends.put(last.streamId(), last);
    }
  }

  private void raise(long id, long createdAtMs) {
    lastId = Math.max(lastId, id);
    lastCreatedAtMs = Math.max(lastCreatedAtMs, createdAtMs);
  }

  /// Takes over all that is sound in a file of the catalog, from an offset where a batch begins.
  public void read(LogDirectory directory, String file, UUID storeId, long fromBytes)
      throws IOException {
    long number = CatalogLog.segmentNumber(file).orElseThrow();
    try (var opened = directory.openToRead(file)) {
      var identity = new SegmentIdentity(storeId, number);
      var scanner = new SegmentScanner(opened, identity, fromBytes, fromBytes, true);
      for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
        if (item.get() instanceof Batch(_, var records)) {
          for (var record : records) {
            if (record.intact()) {
              decode(opened, file, record).ifPresent(this::apply);
            }
          }
        }
      }
    }
  }

  private static Optional<CatalogChange> decode(
      LogFile file, String name, SegmentScanner.Scanned record) throws IOException {
    var payload = new byte[record.header().lengths().payload()];
    file.read(ByteBuffer.wrap(payload), record.offsetBytes() + LogFormat.HEADER_BYTES);
    try {
      return Optional.of(CatalogRecords.decode(record.header(), payload, name));
    } catch (CorruptLogException _) {
      // The verifier has said so.
      return Optional.empty();
    }
  }

  /// The log has a fragment of that stream: its sequence is never given out again.
  public void used(long streamId, long sequence) {
    reserved.merge(streamId, sequence, Math::max);
    raise(streamId, 0);
  }

  public boolean hasStream(long id) {
    return streams.containsKey(id);
  }

  /// Whether a record says that the stream was deleted.
  public boolean isDeleted(long id) {
    return deleted.contains(id);
  }

  public int streamCount() {
    return streams.size();
  }

  /// A time of creation that no stream had.
  public long nextCreatedAtMs(long nowMs) {
    return Math.max(nowMs, lastCreatedAtMs + 1);
  }

  /// Writes it to a new file, which counts from then on. Files that are there stay.
  public void writeTo(LogDirectory directory, UUID storeId, InstantSource clock)
      throws IOException {
    long number = 0;
    for (var entry : directory.list()) {
      number = Math.max(number, CatalogLog.segmentNumber(entry.name()).orElse(0L));
    }
    CatalogLog.write(directory, storeId, clock, number + 1, snapshot().iterator());
  }

  private List<CatalogChange> snapshot() {
    var changes = new ArrayList<CatalogChange>();
    changes.add(new State(lastId, lastCreatedAtMs));
    for (var stream : streams.values()) {
      changes.add(new StreamSaved(stream));
      changes.add(new SequencesReserved(stream.id(), reserved.getOrDefault(stream.id(), 0L)));
      var end = ends.get(stream.id());
      if (end != null) {
        changes.add(new StreamEnded(end));
      }
    }
    return changes;
  }
}
