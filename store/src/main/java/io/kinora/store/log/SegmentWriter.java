package io.kinora.store.log;

import io.kinora.store.FragmentLocation;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The segment of one class that is being written. Owned by the shard's thread.
final class SegmentWriter {
  private final LogFile file;
  private final SegmentHeader fileHeader;
  private final SegmentIdentity identity;
  private final RetentionClass retention;
  private final Map<String, Long> headers = new HashMap<>();
  private final List<String> headersOfBatch = new ArrayList<>();
  private long endBytes;
  private long batchOffset;
  private boolean broken;

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

  SegmentState state(boolean sealed) {
    return new SegmentState(
        identity.number(), retention, fileHeader.createdAtMs(), endBytes, sealed);
  }

  /// Writes one batch behind the last one, not forced.
  List<FragmentLocation> write(List<NewFragment> fragments, ByteBuffer buffer) throws IOException {
    batchOffset = endBytes;
    headersOfBatch.clear();
    var out = new BlockWriter(buffer, file, batchOffset);
    if (batchOffset == 0) {
      out.put(fileHeader.encode());
    }
    var locations = new ArrayList<FragmentLocation>(fragments.size());
    for (int i = 0; i < fragments.size(); i++) {
      locations.add(writeFragment(fragments.get(i), i == fragments.size() - 1, out));
    }
    out.finish();
    endBytes = out.offset();
    return locations;
  }

  private FragmentLocation writeFragment(NewFragment fragment, boolean last, BlockWriter out)
      throws IOException {
    long headerOffset = headerOffset(fragment.header(), out);
    var record = FragmentRecords.header(fragment, headerOffset).placed(batchOffset, last);
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
  private long headerOffset(HeaderBlob blob, BlockWriter out) throws IOException {
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
    headersOfBatch.add(id);
    return offset;
  }

  /// Whether nothing was durable before the last batch.
  boolean isNew() {
    return batchOffset == 0;
  }

  void force() throws IOException {
    try {
      file.force();
    } catch (IOException failure) {
      broken = true;
      throw failure;
    }
  }

  /// Whether nothing more may be written, because nobody knows what the disk has behind the end.
  boolean isBroken() {
    return broken;
  }

  /// Takes the last batch back.
  void rollBack() throws IOException {
    endBytes = batchOffset;
    headersOfBatch.forEach(headers::remove);
    headersOfBatch.clear();
    try {
      file.truncate(endBytes);
    } catch (IOException failure) {
      broken = true;
      throw failure;
    }
  }

  void close() throws IOException {
    file.close();
  }
}
