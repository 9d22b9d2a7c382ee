package io.kinora.store.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The first octets of a segment.
///
/// @param storeId the store
/// @param number the segment's number within its log
/// @param createdAtMs epoch milliseconds
/// @param kind the retention class, or [#CATALOG]
record SegmentHeader(UUID storeId, long number, long createdAtMs, int kind) {
  static final int CATALOG = 255;

  private static final byte[] MAGIC = "KINORLOG".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM_AT = 8;

  /// What record checksums of this segment begin with.
  SegmentIdentity identity() {
    return new SegmentIdentity(storeId, number);
  }

  ByteBuffer encode() {
    var out = ByteBuffer.allocate(LogFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(0).putInt(LogFormat.VERSION);
    SegmentIdentity.putUuid(out, storeId);
    out.putLong(number).putLong(createdAtMs).putInt(kind);
    out.clear();
    return out.putInt(CHECKSUM_AT, checksum(out));
  }

  /// Reads the header.
  ///
  /// @param in at least [LogFormat#HEADER_BYTES] octets from its position on
  /// @param where the file, for messages
  static SegmentHeader decode(ByteBuffer in, String where) throws LogFormatException {
    var header = ByteBuffer.allocate(LogFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < LogFormat.HEADER_BYTES) {
      throw new CorruptLogException(where, 0, "file header cut short");
    }
    header.put(0, in, in.position(), LogFormat.HEADER_BYTES);
    for (int i = 0; i < MAGIC.length; i++) {
      if (header.get(i) != MAGIC[i]) {
        throw new CorruptLogException(where, i, "no magic of a log segment");
      }
    }
    int stored = header.getInt(CHECKSUM_AT);
    if (stored != checksum(header.putInt(CHECKSUM_AT, 0))) {
      throw new CorruptLogException(where, CHECKSUM_AT, "checksum of the file header");
    }
    int version = header.getInt(12);
    if (version < LogFormat.VERSION) {
      throw new LogTooOldException(where, version);
    }
    if (version > LogFormat.VERSION) {
      throw new LogTooNewException(where, version);
    }
    var storeId = SegmentIdentity.getUuid(header, 16);
    return new SegmentHeader(storeId, header.getLong(32), header.getLong(40), header.getInt(48));
  }

  private static int checksum(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().clear());
    return (int) crc.getValue();
  }
}
