package io.kinora.store.log;

import io.kinora.store.FileRange;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;

/// A fragment in a segment, held open.
final class LogFragment implements StoredFragment {
  private static final int COPY_BYTES = 256 << 10;

  private final FragmentMetadata metadata;
  private final SegmentFiles.Lease lease;
  private final RecordHeader record;
  private final HeaderCache headers;
  private final PageCache pageCache;

  private LogFragment(
      FragmentMetadata metadata,
      SegmentFiles.Lease lease,
      RecordHeader record,
      HeaderCache headers,
      PageCache pageCache) {
    this.metadata = metadata;
    this.lease = lease;
    this.record = record;
    this.headers = headers;
    this.pageCache = pageCache;
  }

  /// Opens the fragment; empty if it was erased. Takes the lease over unless it fails.
  static Optional<StoredFragment> open(
      FragmentMetadata metadata, SegmentFiles.Lease lease, HeaderCache headers, PageCache pageCache)
      throws IOException {
    var record = readHeader(lease, metadata.location().offsetBytes());
    if (record.type() == RecordType.ERASED) {
      return Optional.empty();
    }
    if (record.type() != RecordType.FRAGMENT
        || record.streamId() != metadata.streamId()
        || !record.number().equals(metadata.number())) {
      throw new CorruptLogException(
          where(metadata), metadata.location().offsetBytes(), "another record than the index says");
    }
    return Optional.of(new LogFragment(metadata, lease, record, headers, pageCache));
  }

  @Override
  public FragmentMetadata metadata() {
    return metadata;
  }

  @Override
  public byte[] header() throws IOException {
    var location = metadata.location();
    var position = new LogPosition(location.segment(), location.headerOffsetBytes());
    var cached = headers.get(position);
    if (cached.isPresent()) {
      return cached.get();
    }
    var header = readStreamHeader();
    headers.put(position, header);
    return header;
  }

  private byte[] readStreamHeader() throws IOException {
    long offset = metadata.location().headerOffsetBytes();
    var header = readHeader(lease, offset);
    if (header.type() != RecordType.STREAM_HEADER) {
      throw new CorruptLogException(where(metadata), offset, "no stream header");
    }
    var octets = new byte[header.lengths().payload()];
    readFully(offset + LogFormat.HEADER_BYTES, ByteBuffer.wrap(octets));
    if (FragmentRecords.checksum(octets) != header.payloadChecksum()) {
      throw new CorruptLogException(where(metadata), offset, "checksum of the stream header");
    }
    return octets;
  }

  @Override
  public byte[] leading() throws IOException {
    var octets = new byte[record.lengths().leading()];
    readFully(payloadOffset() + record.lengths().frameTable(), ByteBuffer.wrap(octets));
    return octets;
  }

  @Override
  public ByteBuffer frameTable() throws IOException {
    var octets = ByteBuffer.allocate(record.lengths().frameTable());
    readFully(payloadOffset(), octets);
    return octets.flip().asReadOnlyBuffer();
  }

  @Override
  public int clusterBytes() {
    return record.lengths().cluster();
  }

  @Override
  public int mediaBytes() {
    return record.lengths().media();
  }

  @Override
  public void read(int offset, ByteBuffer into) throws IOException {
    Objects.checkFromIndexSize(offset, into.remaining(), mediaBytes());
    readFully(mediaOffset() + offset, into);
  }

  @Override
  public boolean intact() throws IOException {
    var copy = ByteBuffer.allocate(Math.min(COPY_BYTES, record.recordBytes()));
    long offset = metadata.location().offsetBytes();
    if (SegmentScanner.payloadChecksum(lease.file(), offset, record, copy)
        != record.payloadChecksum()) {
      return false;
    }
    try {
      int _ = readStreamHeader().length;
      return true;
    } catch (CorruptLogException _) {
      return false;
    }
  }

  @Override
  public void fetch() throws IOException {
    pageCache.fetch(lease.mapped(mediaOffset(), mediaBytes()));
  }

  @Override
  public ByteBuffer media() throws IOException {
    return lease.mapped(mediaOffset(), mediaBytes()).asByteBuffer();
  }

  @Override
  public FileRange file() {
    return new FileRange(lease.file().channel(), mediaOffset(), mediaBytes());
  }

  @Override
  public void close() {
    lease.close();
  }

  private long payloadOffset() {
    return metadata.location().offsetBytes() + LogFormat.HEADER_BYTES;
  }

  private long mediaOffset() {
    return metadata.location().offsetBytes() + record.lengths().mediaOffset();
  }

  private void readFully(long offset, ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return;
    }
    lease.file().read(into, offset);
    if (into.hasRemaining()) {
      throw new EOFException(where(metadata) + " ends before " + (offset + into.limit()));
    }
  }

  private static RecordHeader readHeader(SegmentFiles.Lease lease, long offset) throws IOException {
    var octets = ByteBuffer.allocate(LogFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    lease.file().read(octets, offset);
    return (octets.hasRemaining()
            ? Optional.<RecordHeader>empty()
            : RecordHeader.decode(octets, 0, lease.identity()))
        .orElseThrow(
            () ->
                new CorruptLogException(
                    "log segment " + lease.identity().number(), offset, "no record header"));
  }

  private static String where(FragmentMetadata fragment) {
    return "log segment " + fragment.location().segment();
  }
}
