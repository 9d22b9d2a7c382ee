package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.SegmentScanner.Batch;
import io.kinora.store.log.SegmentScanner.Damage;
import io.kinora.store.log.SegmentScanner.Scanned;
import io.kinora.store.log.SegmentScanner.TornTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a start does with the log it finds: cuts torn tails, and hands what the index does not know
/// yet over to it. Segments that the index knows as sealed are not opened.
public final class LogRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  /// Who takes over what is found.
  public interface Sink {
    /// These segments are not there as the index knows them: its rows of them mean nothing.
    void lost(Set<Long> segments) throws IOException;

    /// Fragments that bring the index up to a state of their segment, in the log's order.
    void replay(List<FragmentMetadata> fragments, SegmentState state) throws IOException;
  }

  /// What is there now.
  ///
  /// @param segments all of them, sealed
  /// @param nextSegment a number never used
  /// @param scannedSegments how many had to be read
  /// @param replayedFragments how many fragments the index did not know
  /// @param cutBytes octets of torn tails
  /// @param damagedBytes octets that were durable once and cannot be read
  public record Recovered(
      List<SegmentState> segments,
      long nextSegment,
      int scannedSegments,
      long replayedFragments,
      long cutBytes,
      long damagedBytes) {}

  private final LogDirectory directory;
  private final UUID storeId;
  private final Sink sink;
  private final List<SegmentState> segments = new ArrayList<>();
  private int scannedSegments;
  private long replayedFragments;
  private long cutBytes;
  private long damagedBytes;

  public LogRecovery(LogDirectory directory, UUID storeId, Sink sink) {
    this.directory = directory;
    this.storeId = storeId;
    this.sink = sink;
  }

  /// Whether any log segment is in the directory.
  public static boolean isMediaIn(LogDirectory directory) throws IOException {
    return directory.list().stream().anyMatch(it -> SegmentName.parse(it.name()).isPresent());
  }

  /// Recovers the directory.
  ///
  /// @param index what the index knows
  public Recovered run(Map<Long, SegmentState> index) throws IOException {
    var found = new TreeMap<SegmentName, Long>();
    long last = index.keySet().stream().mapToLong(number -> number).max().orElse(0);
    for (var entry : directory.list()) {
      var name = SegmentName.parse(entry.name());
      if (name.isEmpty()) {
        LOG.warn("{} does not belong into the log and is left alone", entry.name());
      } else {
        last = Math.max(last, name.get().number());
        if (name.get().retention().durable()) {
          found.put(name.get(), entry.bytes());
        } else {
          directory.delete(entry.name());
        }
      }
    }
    var known = new HashMap<>(index);
    findLost(found, known);
    for (var segment : found.entrySet()) {
      var state = known.get(segment.getKey().number());
      if (state != null && state.sealed()) {
        segments.add(state);
      } else {
        scan(segment.getKey(), state == null ? 0 : state.endBytes());
      }
    }
    directory.force();
    return new Recovered(
        segments, last + 1, scannedSegments, replayedFragments, cutBytes, damagedBytes);
  }

  /// Drops from `known` what is not there any more, or shorter than it was.
  private void findLost(Map<SegmentName, Long> found, Map<Long, SegmentState> known)
      throws IOException {
    var sizes = new HashMap<Long, Long>();
    found.forEach((name, bytes) -> sizes.put(name.number(), bytes));
    var lost = new TreeSet<Long>();
    for (var state : known.values()) {
      long bytes = sizes.getOrDefault(state.number(), 0L);
      if (bytes < state.endBytes()) {
        lost.add(state.number());
        if (state.retention().durable()) {
          damagedBytes += state.endBytes() - bytes;
          LOG.error("Log segment {} has {} octets of {}", state.number(), bytes, state.endBytes());
        }
      }
    }
    if (!lost.isEmpty()) {
      sink.lost(lost);
      known.keySet().removeAll(lost);
    }
  }

  private void scan(SegmentName name, long from) throws IOException {
    scannedSegments++;
    long end = from;
    long createdAtMs;
    try (var file = directory.openToWrite(name.toString())) {
      createdAtMs = createdAtMs(file, name);
      var scanner =
          new SegmentScanner(file, new SegmentIdentity(storeId, name.number()), from, from, false);
      for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
        switch (item.get()) {
          case Batch(long endBytes, var records) -> {
            end = endBytes;
            sink.replay(
                fragments(name, records),
                new SegmentState(name.number(), name.retention(), createdAtMs, end, false));
          }
          case Damage(long offset, long endBytes) -> damaged(name, offset, endBytes - offset);
          case TornTail(long offset, long endBytes) -> {
            LOG.info("{} is cut from {} to {} octets", name, endBytes, offset);
            cutBytes += endBytes - offset;
            file.truncate(end);
          }
        }
      }
      // What was found may have been written but not forced; it is listed from now on.
      file.force();
    }
    if (end == 0) {
      directory.delete(name.toString());
    } else {
      var state = new SegmentState(name.number(), name.retention(), createdAtMs, end, true);
      sink.replay(List.of(), state);
      segments.add(state);
    }
  }

  private List<FragmentMetadata> fragments(SegmentName name, List<Scanned> records) {
    var fragments = new ArrayList<FragmentMetadata>();
    for (var record : records) {
      if (!record.intact()) {
        damaged(name, record.offsetBytes(), record.header().recordBytes());
      }
      if (record.header().type() == RecordType.FRAGMENT) {
        fragments.add(
            FragmentRecords.metadata(record.header(), name.number(), record.offsetBytes()));
      }
    }
    replayedFragments += fragments.size();
    return fragments;
  }

  private long createdAtMs(LogFile file, SegmentName name) throws IOException {
    var octets = ByteBuffer.allocate(LogFormat.HEADER_BYTES);
    file.read(octets, 0);
    try {
      var header = SegmentHeader.decode(octets.flip(), name.toString());
      if (!header.storeId().equals(storeId)) {
        throw new IllegalStateException(name + " belongs to store " + header.storeId());
      }
      return header.createdAtMs();
    } catch (CorruptLogException damage) {
      // Torn with its first batch, or damaged later: the records behind it tell.
      LOG.warn("{}", damage.getMessage());
      return 0;
    }
  }

  private void damaged(SegmentName name, long offset, long bytes) {
    LOG.error("{} is damaged at {}: {} octets", name, offset, bytes);
    damagedBytes += bytes;
  }
}
