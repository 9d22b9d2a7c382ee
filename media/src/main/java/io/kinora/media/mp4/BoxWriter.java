package io.kinora.media.mp4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes boxes: size, four letters, content. Sizes are filled in when a box ends.
final class BoxWriter {
  /// Octets of size and type.
  static final int HEAD_BYTES = 8;

  private static final long MAX_SMALL_BYTES = 0xFFFFFFFFL - HEAD_BYTES;
  private static final int LARGE = 1;
  private static final int EXPECTED_BYTES = 1024;

  private byte[] octets = new byte[EXPECTED_BYTES];
  private int length;
  private long elsewhere;

  BoxWriter box(String type, Runnable content) {
    int start = length;
    long before = elsewhere;
    u32(0).type(type);
    content.run();
    patch(start, length - start + elsewhere - before);
    return this;
  }

  /// Counts so many octets for the boxes that are open, which are written elsewhere.
  void elsewhere(long bytes) {
    elsewhere += bytes;
  }

  /// A box that begins with a version and flags.
  BoxWriter box(String type, int version, int flags, Runnable content) {
    return box(
        type,
        () -> {
          u32(version << 24 | flags);
          content.run();
        });
  }

  /// The head of a box whose content of so many octets is written elsewhere; 8 octets longer if
  /// the size needs 64 bits.
  BoxWriter head(String type, long contentBytes) {
    if (contentBytes <= MAX_SMALL_BYTES) {
      return u32(HEAD_BYTES + contentBytes).type(type);
    }
    return u32(LARGE).type(type).u64(HEAD_BYTES + Long.BYTES + contentBytes);
  }

  BoxWriter type(String fourLetters) {
    return octets(fourLetters.getBytes(StandardCharsets.ISO_8859_1));
  }

  BoxWriter u8(int value) {
    reserve(1);
    octets[length++] = (byte) value;
    return this;
  }

  BoxWriter u16(int value) {
    return u8(value >> 8).u8(value);
  }

  /// Four octets, signed or not.
  BoxWriter u32(long value) {
    return u16((int) (value >> 16)).u16((int) value);
  }

  BoxWriter u64(long value) {
    return u32(value >> 32).u32(value);
  }

  BoxWriter zeros(int count) {
    reserve(count);
    length += count;
    return this;
  }

  BoxWriter octets(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, octets, length, more.length);
    length += more.length;
    return this;
  }

  int length() {
    return length;
  }

  /// Writes over what stands at that index.
  void patch(int at, long value) {
    int end = length;
    length = at;
    u32(value);
    length = end;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(octets, length);
  }

  private void reserve(int count) {
    if (count > octets.length - length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, Math.addExact(length, count)));
    }
  }
}
