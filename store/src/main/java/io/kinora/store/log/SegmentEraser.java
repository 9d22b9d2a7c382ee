package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.SegmentScanner.Batch;
import io.kinora.store.log.SegmentScanner.Scanned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Gives the space of dead fragments in a sealed segment back. Each step is forced before the next:
/// a barrier behind the segment, so that no crash makes a batch that was durable look like one that
/// never was; the marks of erased records; holes, so that none stands behind a living header.
final class SegmentEraser {
  private final LogDirectory directory;
  private final SegmentIdentity identity;
  private final String name;
  private final long endBytes;
  private boolean hasBarrier;

  /// Where barriers end that are there already, durable or not.
  private long barriersEnd;

  /// @param endBytes where the segment's last batch ends
  /// @param hasBarrier whether a barrier was forced by this process
  SegmentEraser(
      LogDirectory directory,
      SegmentIdentity identity,
      String name,
      long endBytes,
      boolean hasBarrier) {
    this.directory = directory;
    this.identity = identity;
    this.name = name;
    this.endBytes = endBytes;
    this.hasBarrier = hasBarrier;
  }

  /// Whether a barrier was forced by this process.
  boolean hasBarrier() {
    return hasBarrier;
  }

  /// Erases every fragment that is `dead`, and once more what is erased already: a crash may have
  /// come between the mark and the hole, and a mark that could not be forced is in memory alone.
  void erase(Predicate<FragmentMetadata> dead) throws IOException {
    List<Scanned> erased;
    try (var file = directory.openToWrite(name)) {
      erased = find(file, dead);
      if (erased.isEmpty()) {
        return;
      }
      if (!hasBarrier) {
        writeBarrier(file);
        hasBarrier = true;
      }
      for (var record : erased) {
        file.write(record.header().erased().encode(identity), record.offsetBytes());
      }
      file.force();
    }
    for (var record : erased) {
      long from = record.offsetBytes() + LogFormat.HEADER_BYTES;
      if (!directory.punch(name, from, record.header().lengths().payload())) {
        return;
      }
    }
  }

  private List<Scanned> find(LogFile file, Predicate<FragmentMetadata> dead) throws IOException {
    var found = new ArrayList<Scanned>();
    barriersEnd = endBytes;
    var scanner = new SegmentScanner(file, identity, 0, endBytes, false);
    for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
      if (item.get() instanceof Batch(long batchEnd, var records)) {
        for (var record : records) {
          if (record.header().type() == RecordType.BARRIER) {
            barriersEnd = Math.max(endBytes, batchEnd);
          } else if (record.offsetBytes() < endBytes && isErased(record, dead)) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private boolean isErased(Scanned record, Predicate<FragmentMetadata> dead) {
    return switch (record.header().type()) {
      case ERASED -> true;
      case FRAGMENT ->
          dead.test(
              FragmentRecords.metadata(record.header(), identity.number(), record.offsetBytes()));
      default -> false;
    };
  }

  /// Nobody knows whether a barrier that is there already is on the disk or in memory alone, so
  /// this is a new one. What else is behind the segment was never acknowledged, and goes first, so
  /// that it cannot be taken for durable.
  private void writeBarrier(LogFile file) throws IOException {
    file.truncate(barriersEnd);
    file.force();
    var header =
        RecordHeader.ofStream(RecordType.BARRIER, 0, RecordHeader.Lengths.of(0), 0)
            .placed(barriersEnd, true)
            .encode(identity);
    file.write(ByteBuffer.allocate(LogFormat.BLOCK_BYTES).put(header).clear(), barriersEnd);
    file.force();
  }
}
