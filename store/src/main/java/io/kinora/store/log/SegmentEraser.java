package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.SegmentScanner.Scanned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.function.Predicate;

/// Gives the space of dead fragments in a sealed segment back: their records are marked erased, the
/// marks forced, and only then holes punched, so that no crash leaves a hole behind a living
/// header.
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
      var scanner = new SegmentScanner(file, identity, 0, endBytes, false);
      for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
        if (item.get() instanceof SegmentScanner.Batch(_, var records)) {
          for (var record : records) {
            var type = record.header().type();
            if (type == RecordType.ERASED
                || (type == RecordType.FRAGMENT && dead.test(metadata(record)))) {
              file.write(record.header().erased().encode(identity), record.offsetBytes());
              erased.add(record);
            }
          }
        }
      }
      if (!erased.isEmpty()) {
        file.force();
      }
    }
    for (var record : erased) {
      long from = record.offsetBytes() + LogFormat.HEADER_BYTES;
      if (!directory.punch(name, from, record.header().lengths().payload())) {
        return;
      }
    }
  }

  private FragmentMetadata metadata(Scanned record) {
    return FragmentRecords.metadata(record.header(), identity.number(), record.offsetBytes());
  }
}
