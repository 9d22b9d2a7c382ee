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
/// a seal behind the segment, so that no crash makes a batch that was durable look like one that
/// never was; the marks of erased records; holes, so that none stands behind a living header.
final class SegmentEraser {
  private final LogDirectory directory;
  private final SegmentIdentity identity;
  private final String name;
  private final long endBytes;

  /// @param endBytes where the segment's last batch ends
  SegmentEraser(LogDirectory directory, SegmentIdentity identity, String name, long endBytes) {
    this.directory = directory;
    this.identity = identity;
    this.name = name;
    this.endBytes = endBytes;
  }

  /// Erases every fragment that is `dead`, and once more what is erased already: a crash may have
  /// come between the mark and the hole, and a mark that could not be forced is in memory alone.
  void erase(Predicate<FragmentMetadata> dead) throws IOException {
    var erased = new ArrayList<Scanned>();
    try (var file = directory.openToWrite(name)) {
      long sealsEnd = find(file, dead, erased);
      if (erased.isEmpty()) {
        return;
      }
      seal(file, sealsEnd);
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

  /// Adds the records that are to be erased to `found`.
  ///
  /// @return where the seals of earlier passes end
  private long find(LogFile file, Predicate<FragmentMetadata> dead, List<Scanned> found)
      throws IOException {
    long sealsEnd = endBytes;
    var scanner = new SegmentScanner(file, identity, 0, endBytes, false);
    for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
      if (item.get() instanceof Batch(long batchEnd, var records)) {
        if (batchEnd <= endBytes) {
          records.stream().filter(record -> isErased(record, dead)).forEach(found::add);
        } else if (records.stream().anyMatch(it -> it.header().type() == RecordType.SEAL)) {
          sealsEnd = batchEnd;
        }
      }
    }
    return sealsEnd;
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

  /// Writes a new seal: nobody knows whether an earlier one is on the disk or in memory alone. What
  /// else is behind the segment was never acknowledged, and goes before it could be taken for
  /// durable.
  private void seal(LogFile file, long offset) throws IOException {
    if (file.sizeBytes() > offset) {
      file.truncate(offset);
      file.force();
    }
    var header =
        RecordHeader.ofStream(RecordType.SEAL, 0, RecordHeader.Lengths.of(0), 0)
            .placed(offset, true)
            .encode(identity);
    file.write(ByteBuffer.allocate(LogFormat.BLOCK_BYTES).put(header).clear(), offset);
    file.force();
  }
}
