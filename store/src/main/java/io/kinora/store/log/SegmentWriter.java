package io.kinora.store.log;

import io.kinora.store.FragmentLocation;
import io.kinora.store.HeaderBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The segment of one class that is being written. Owned by the shard's thread, but for the file,
/// on which the disk's thread works.
final class SegmentWriter {
  private final LogFile file;
  private final SegmentHeader fileHeader;
  private final SegmentIdentity identity;
  private final RetentionClass retention;

  /// Where the record of each stream header begins.
  private final Map<String, Long> headers = new HashMap<>();

  private long endBytes;

  /// Up to where the index has taken the segment over.
  private long recordedBytes;

  SegmentWriter(LogFile file, SegmentHeader fileHeader, RetentionClass retention) {
    this.file = file;
    this.fileHeader = fileHeader;
    this.identity = fileHeader.identity();
    this.retention = retention;
  }

  SegmentIdentity identity() {
    return identity;
  }

  RetentionClass retention() {
    return retention;
  }

  long createdAtMs() {
    return fileHeader.createdAtMs();
  }

  /// Different stream headers in the segment.
  int headerCount() {
    return headers.size();
  }

  long endBytes() {
    return endBytes;
  }

  /// Whether the index has taken over all that was written.
  boolean isRecorded() {
    return recordedBytes == endBytes;
  }

  SegmentState state(boolean sealed) {
    return new SegmentState(
        identity.number(), retention, fileHeader.createdAtMs(), endBytes, sealed);
  }

  /// The index has taken the segment over up to there.
  void recorded(long bytes) {
    recordedBytes = bytes;
  }

  /// Writes one batch behind the last one.
  List<FragmentLocation> write(List<MediaLog.Entry> entries, DiskWriter disk) throws IOException {
    long batchOffset = endBytes;
    try (var out = new BlockWriter(new Output(disk), batchOffset)) {
      if (batchOffset == 0) {
        out.put(fileHeader.encode());
      }
      var locations = new ArrayList<FragmentLocation>(entries.size());
      for (int i = 0; i < entries.size(); i++) {
        boolean last = i == entries.size() - 1;
        locations.add(writeFragment(entries.get(i), batchOffset, last, out));
      }
      out.finish();
      endBytes = out.offset();
      return locations;
    }
  }

  private final class Output implements BlockWriter.Output {
    private final DiskWriter disk;

    Output(DiskWriter disk) {
      this.disk = disk;
    }

    @Override
    public ByteBuffer take() {
      return disk.takeBuffer();
    }

    @Override
    public void write(ByteBuffer blocks, long offsetBytes) {
      disk.write(file, blocks, offsetBytes);
    }

    @Override
    public void discard(ByteBuffer buffer) {
      disk.release(buffer);
    }
  }

  private FragmentLocation writeFragment(
      MediaLog.Entry entry, long batchOffset, boolean last, BlockWriter out) throws IOException {
    var fragment = entry.fragment();
    long headerOffset = headerOffset(fragment.header(), batchOffset, out);
    var record =
        FragmentRecords.header(fragment, entry.continuity(), headerOffset)
            .placed(batchOffset, last);
    long offset = out.offset();
    out.put(record.encode(identity));
    out.put(fragment.frameTable());
    out.put(fragment.leading());
    for (ByteBuffer piece : fragment.media()) {
      out.put(piece);
    }
    out.align(LogFormat.HEADER_BYTES);
    return new FragmentLocation(identity.number(), offset, record.recordBytes(), headerOffset);
  }

  /// Where the stream header is in this segment; written now if it is not there yet.
  private long headerOffset(HeaderBlob blob, long batchOffset, BlockWriter out) throws IOException {
    var id = blob.id();
    var known = headers.get(id);
    if (known != null) {
      return known;
    }
    long offset = out.offset();
    out.put(FragmentRecords.header(blob).placed(batchOffset, false).encode(identity));
    out.put(blob.bytes());
    out.align(LogFormat.HEADER_BYTES);
    headers.put(id, offset);
    return offset;
  }

  /// Makes what was written durable. On the disk's thread.
  void force() throws IOException {
    file.force();
  }

  /// Takes back what the index has not taken over; nothing is written behind it. The disk's thread
  /// rests.
  void rollBack() throws IOException {
    endBytes = recordedBytes;
    file.truncate(endBytes);
  }

  void close() throws IOException {
    file.close();
  }
}
