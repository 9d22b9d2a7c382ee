package io.kinora.media.ebml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes elements into a growing array. Size fields are four octets wide, which lets a master
/// element be closed without moving what it holds.
public final class EbmlWriter {
  private static final int SIZE_WIDTH = 4;
  private static final int SIZE_MARKER = 0x10000000;
  private static final int MAX_SIZE = SIZE_MARKER - 2;

  private byte[] octets = new byte[256];
  private int length;

  /// Opens a master element.
  ///
  /// @return the mark to [#close] it with
  public int open(int id) {
    append(id, ElementId.width(id));
    append(0, SIZE_WIDTH);
    return length;
  }

  /// Closes the master element that was opened last.
  public void close(int mark) {
    int size = length - mark;
    if (size > MAX_SIZE) {
      throw new IllegalStateException("element of " + size + " octets");
    }
    length = mark - SIZE_WIDTH;
    append(SIZE_MARKER | size, SIZE_WIDTH);
    length += size;
  }

  /// Starts an element of unknown size, written eight octets wide.
  public void openUnknown(int id) {
    append(id, ElementId.width(id));
    append(-1L >>> (Byte.SIZE - 1), Vint.MAX_WIDTH);
  }

  /// Writes an unsigned integer in as few octets as it needs, at least one.
  public void uint(int id, long value) {
    int width = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / Byte.SIZE);
    int mark = open(id);
    append(value, width);
    close(mark);
  }

  /// Writes text as UTF-8.
  public void string(int id, String value) {
    binary(id, value.getBytes(StandardCharsets.UTF_8));
  }

  public void binary(int id, byte[] value) {
    int mark = open(id);
    reserve(value.length);
    System.arraycopy(value, 0, octets, length, value.length);
    length += value.length;
    close(mark);
  }

  /// A copy of everything written.
  public byte[] toByteArray() {
    return Arrays.copyOf(octets, length);
  }

  private void append(long value, int width) {
    reserve(width);
    for (int shift = Byte.SIZE * (width - 1); shift >= 0; shift -= Byte.SIZE) {
      octets[length++] = (byte) (value >>> shift);
    }
  }

  private void reserve(int count) {
    if (count > octets.length - length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
    }
  }
}
