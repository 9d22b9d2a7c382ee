package io.kinora.media.ts;

import java.nio.ByteBuffer;

/// A buffer that grows, for one PES packet at a time.
final class Payload {
  private static final int EXPECTED_BYTES = 64 << 10;

  private ByteBuffer octets = ByteBuffer.allocate(EXPECTED_BYTES);

  Payload put(byte octet) {
    reserve(1).put(octet);
    return this;
  }

  Payload put(byte[] more) {
    reserve(more.length).put(more);
    return this;
  }

  Payload put(ByteBuffer more) {
    reserve(more.remaining()).put(more.duplicate());
    return this;
  }

  /// A number in so many octets.
  Payload put(long value, int bytes) {
    for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      put((byte) (value >> shift));
    }
    return this;
  }

  int length() {
    return octets.position();
  }

  void clear() {
    octets.clear();
  }

  /// What was put; valid until more is put.
  ByteBuffer view() {
    return octets.duplicate().flip();
  }

  private ByteBuffer reserve(int count) {
    if (count > octets.remaining()) {
      int needed = Math.addExact(octets.position(), count);
      int larger = Math.max(needed, (int) Math.min(2L * octets.capacity(), Integer.MAX_VALUE));
      octets = ByteBuffer.allocate(larger).put(octets.flip());
    }
    return octets;
  }
}
