package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reads a segment from front to back, batch by batch, and tells what a crash tore from what was
/// damaged after it had been durable.
///
/// Payloads are read only where it matters: in the last batch, of which nobody knows whether it was
/// forced, or everywhere if asked to.
final class SegmentScanner {
  /// What comes next in a segment.
  sealed interface Item {}

  /// A batch, or what is left of a damaged one.
  record Batch(long endBytes, List<Scanned> records) implements Item {}

  /// Octets that were durable once and no longer parse.
  record Damage(long offsetBytes, long endBytes) implements Item {}

  /// The end of the file was never durable as a whole.
  record TornTail(long offsetBytes, long endBytes) implements Item {}

  /// A record.
  ///
  /// @param intact whether the payload fits its checksum; true where it was not looked at
  record Scanned(long offsetBytes, RecordHeader header, boolean intact) {}

  private static final int WINDOW_BYTES = 16 << 10;
  private static final int COPY_BYTES = 64 << 10;

  private final LogFile file;
  private final SegmentIdentity identity;
  private final long fileBytes;
  private final long durableBytes;
  private final boolean verify;
  private final ArrayDeque<Item> ready = new ArrayDeque<>();
  private final ByteBuffer window =
      ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private final ByteBuffer copy = ByteBuffer.allocate(COPY_BYTES);
  private long windowOffset;
  private long position;

  /// @param from where a batch begins
  /// @param durableBytes up to where everything is known to have been durable once
  /// @param verify whether to read the payload of every record
  SegmentScanner(
      LogFile file, SegmentIdentity identity, long from, long durableBytes, boolean verify)
      throws IOException {
    this.file = file;
    this.identity = identity;
    this.fileBytes = file.sizeBytes();
    this.position = from;
    this.durableBytes = durableBytes;
    this.verify = verify;
  }

  /// The next item; empty at the end of the file.
  Optional<Item> next() throws IOException {
    if (ready.isEmpty() && position < fileBytes) {
      scanBatch();
    }
    return Optional.ofNullable(ready.poll());
  }

  private void scanBatch() throws IOException {
    long start = position;
    var records = new ArrayList<Scanned>();
    long at = start == 0 ? LogFormat.HEADER_BYTES : start;
    boolean complete = false;
    while (!complete && records.size() < LogFormat.BATCH_MAX_RECORDS) {
      var header = headerAt(at, start);
      if (header.isEmpty()) {
        break;
      }
      records.add(new Scanned(at, header.get(), true));
      complete = header.get().lastOfBatch();
      at = LogFormat.alignToRecord(at + header.get().recordBytes());
    }
    long end = LogFormat.alignToBlock(at);
    if (complete && end <= fileBytes) {
      boolean durable = end <= durableBytes || batchStartsAt(end);
      if (!durable || verify) {
        check(records);
      }
      if (durable || records.stream().allMatch(Scanned::intact)) {
        ready.add(new Batch(end, records));
        position = end;
        return;
      }
    }
    long later = laterBatch(complete ? end : LogFormat.alignToBlock(Math.max(at, start + 1)));
    if (later == fileBytes && start >= durableBytes) {
      ready.add(new TornTail(start, fileBytes));
    } else {
      check(records);
      salvage(start, complete ? end : at, later, records);
    }
    position = later;
  }

  /// From `start` on a batch does not parse, yet a later one begins at `end`: takes what can still
  /// be read in between. The first records of batches there may be damaged too, so of other records
  /// nothing is asked but that they stand where they say.
  private void salvage(long start, long at, long end, List<Scanned> records) throws IOException {
    long damagedFrom = at;
    long next = at;
    var damages = new ArrayList<Damage>();
    while (next < end) {
      long offset = next;
      var header =
          headerAt(next)
              .filter(it -> it.batchOffsetBytes() >= start && it.batchOffsetBytes() <= offset);
      if (header.isEmpty()) {
        next += LogFormat.HEADER_BYTES;
        continue;
      }
      if (next > damagedFrom) {
        damages.add(new Damage(damagedFrom, next));
      }
      records.add(new Scanned(next, header.get(), payloadIntact(next, header.get())));
      next = LogFormat.alignToRecord(next + header.get().recordBytes());
      if (header.get().lastOfBatch()) {
        next = LogFormat.alignToBlock(next);
      }
      damagedFrom = next;
    }
    if (damagedFrom < end) {
      damages.add(new Damage(damagedFrom, end));
    }
    ready.add(new Batch(end, records));
    ready.addAll(damages);
  }

  /// The first beginning of a batch at or behind a block's boundary, or the end of the file.
  private long laterBatch(long from) throws IOException {
    for (long at = from; at < fileBytes; at += LogFormat.BLOCK_BYTES) {
      if (batchStartsAt(at)) {
        return at;
      }
    }
    return fileBytes;
  }

  private boolean batchStartsAt(long offset) throws IOException {
    return headerAt(offset, offset).isPresent();
  }

  private void check(List<Scanned> records) throws IOException {
    for (int i = 0; i < records.size(); i++) {
      var record = records.get(i);
      boolean intact = payloadIntact(record.offsetBytes(), record.header());
      records.set(i, new Scanned(record.offsetBytes(), record.header(), intact));
    }
  }

  /// The header of a record that lies wholly in the file and belongs to the batch.
  private Optional<RecordHeader> headerAt(long offset, long batchOffset) throws IOException {
    return headerAt(offset).filter(header -> header.batchOffsetBytes() == batchOffset);
  }

  private Optional<RecordHeader> headerAt(long offset) throws IOException {
    if (offset + LogFormat.HEADER_BYTES > fileBytes) {
      return Optional.empty();
    }
    if (offset < windowOffset || offset + LogFormat.HEADER_BYTES > windowOffset + window.limit()) {
      window.clear();
      int count = file.read(window, offset);
      window.clear().limit(count);
      windowOffset = offset;
      if (count < LogFormat.HEADER_BYTES) {
        return Optional.empty();
      }
    }
    return RecordHeader.decode(window, (int) (offset - windowOffset), identity)
        .filter(header -> offset + header.recordBytes() <= fileBytes);
  }

  private boolean payloadIntact(long offset, RecordHeader header) throws IOException {
    return header.type() == RecordType.ERASED
        || payloadChecksum(file, offset, header, copy) == header.payloadChecksum();
  }

  /// CRC-32C of a record's stored payload.
  static int payloadChecksum(LogFile file, long offset, RecordHeader header, ByteBuffer copy)
      throws IOException {
    var crc = new CRC32C();
    long at = offset + LogFormat.HEADER_BYTES;
    long left = header.lengths().payload();
    while (left > 0) {
      copy.clear().limit((int) Math.min(copy.capacity(), left));
      int count = file.read(copy, at);
      if (count == 0) {
        break;
      }
      crc.update(copy.flip());
      at += count;
      left -= count;
    }
    return (int) crc.getValue();
  }
}
