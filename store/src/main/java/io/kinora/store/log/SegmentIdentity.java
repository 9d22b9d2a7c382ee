package io.kinora.store.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Store and segment, as record checksums know them.
///
/// @param storeId the store
/// @param number the segment
record SegmentIdentity(UUID storeId, long number) {
  /// A checksum that has taken in the identity.
  CRC32C checksum() {
    var seed = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    putUuid(seed, storeId);
    seed.putLong(number).flip();
    var crc = new CRC32C();
    crc.update(seed);
    return crc;
  }

  static void putUuid(ByteBuffer out, UUID id) {
    out.putLong(Long.reverseBytes(id.getMostSignificantBits()));
    out.putLong(Long.reverseBytes(id.getLeastSignificantBits()));
  }

  static UUID getUuid(ByteBuffer in, int at) {
    return new UUID(Long.reverseBytes(in.getLong(at)), Long.reverseBytes(in.getLong(at + 8)));
  }
}
