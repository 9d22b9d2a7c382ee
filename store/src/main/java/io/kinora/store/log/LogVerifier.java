package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.SegmentScanner.Batch;
import io.kinora.store.log.SegmentScanner.Damage;
import io.kinora.store.log.SegmentScanner.Scanned;
import io.kinora.store.log.SegmentScanner.TornTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Reads every octet of log segments and compares it with its checksum. Changes nothing.
public final class LogVerifier {
  /// Who hears of what is found.
  public interface Sink {
    /// A record that is as it was written.
    void sound(RecordType type);

    /// A fragment whose record, payload apart, can be read.
    void fragment(FragmentMetadata fragment) throws IOException;

    void damaged(String file, long offsetBytes, String what);

    void torn(String file, long offsetBytes, long bytes);
  }

  private final LogDirectory directory;
  private final UUID storeId;
  private final Sink sink;

  public LogVerifier(LogDirectory directory, UUID storeId, Sink sink) {
    this.directory = directory;
    this.storeId = storeId;
    this.sink = sink;
  }

  /// The number of the media segment in a file of that name; empty if there is none.
  public static Optional<Long> segmentNumber(String file) {
    return SegmentName.parse(file).map(SegmentName::number);
  }

  /// The class of the media segment in a file of that name; empty if there is none.
  public static Optional<RetentionClass> retention(String file) {
    return SegmentName.parse(file).map(SegmentName::retention);
  }

  /// The number of a segment of the catalog.
  public static long catalogNumber(String file) {
    return CatalogLog.segmentNumber(file).orElseThrow();
  }

  /// Whether a file of that name is a segment of the catalog.
  public static boolean isCatalog(String file) {
    return CatalogLog.segmentNumber(file).isPresent();
  }

  /// Reads a segment of media.
  ///
  /// @param durableBytes up to where everything was durable once
  public void verifyMedia(String file, long durableBytes) throws IOException {
    long number = segmentNumber(file).orElseThrow();
    var headers = new HashSet<Long>();
    scan(
        file,
        number,
        durableBytes,
        (record, _) -> {
          switch (record.header().type()) {
            case STREAM_HEADER -> headers.add(record.offsetBytes());
            case FRAGMENT -> checkFragment(file, number, record, headers);
            case ERASED, BARRIER -> {}
            case CATALOG_STATE, STREAM, STREAM_DELETED, SEQUENCES_RESERVED, STREAM_ENDED ->
                sink.damaged(file, record.offsetBytes(), "a record of the catalog among media");
          }
        });
  }

  private void checkFragment(String file, long segment, Scanned record, Set<Long> headers)
      throws IOException {
    long header = record.header().about().streamHeader().offsetBytes();
    if (!headers.contains(header)) {
      sink.damaged(file, record.offsetBytes(), "no stream header at " + header);
    }
    sink.fragment(FragmentRecords.metadata(record.header(), segment, record.offsetBytes()));
  }

  /// Reads a segment of the catalog; passes over a file that is none.
  public void verifyCatalog(String file) throws IOException {
    var number = CatalogLog.segmentNumber(file);
    if (number.isEmpty()) {
      return;
    }
    scan(
        file,
        number.get(),
        0,
        (record, payload) -> {
          try {
            var _ = CatalogRecords.decode(record.header(), payload, file);
          } catch (CorruptLogException damage) {
            sink.damaged(file, record.offsetBytes(), String.valueOf(damage.getMessage()));
          }
        });
  }

  /// What is done with a record that is intact.
  private interface Visitor {
    void visit(Scanned record, byte[] payload) throws IOException;
  }

  private void scan(String name, long number, long durableBytes, Visitor visitor)
      throws IOException {
    try (var file = directory.openToRead(name)) {
      checkFileHeader(file, name, number);
      var identity = new SegmentIdentity(storeId, number);
      var scanner = new SegmentScanner(file, identity, 0, durableBytes, true);
      for (var item = scanner.next(); item.isPresent(); item = scanner.next()) {
        switch (item.get()) {
          case Batch(_, var records) -> {
            for (var record : records) {
              visit(file, name, record, visitor);
            }
          }
          case Damage(long offset, long end) ->
              sink.damaged(name, offset, (end - offset) + " octets do not parse");
          case TornTail(long offset, long end) -> sink.torn(name, offset, end - offset);
        }
      }
    }
  }

  private void visit(LogFile file, String name, Scanned record, Visitor visitor)
      throws IOException {
    var type = record.header().type();
    if (!record.intact()) {
      sink.damaged(name, record.offsetBytes(), "checksum of the payload of a " + type);
    } else {
      sink.sound(type);
    }
    boolean ofCatalog = type.code() >= RecordType.CATALOG_STATE.code();
    if (record.intact() || type == RecordType.FRAGMENT) {
      var payload = new byte[ofCatalog ? record.header().lengths().payload() : 0];
      file.read(ByteBuffer.wrap(payload), record.offsetBytes() + LogFormat.HEADER_BYTES);
      visitor.visit(record, payload);
    }
  }

  private void checkFileHeader(LogFile file, String name, long number) throws IOException {
    var octets = ByteBuffer.allocate(LogFormat.HEADER_BYTES);
    file.read(octets, 0);
    try {
      var header = SegmentHeader.decode(octets.flip(), name);
      if (!header.storeId().equals(storeId) || header.number() != number) {
        sink.damaged(name, 0, "is segment " + header.number() + " of store " + header.storeId());
      }
    } catch (CorruptLogException damage) {
      sink.damaged(name, 0, String.valueOf(damage.getMessage()));
    }
  }
}
