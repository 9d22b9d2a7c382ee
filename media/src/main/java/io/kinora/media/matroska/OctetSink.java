package io.kinora.media.matroska;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A growing array. It grows with what has arrived, never by what an element announces; its user
/// sees to it that the announced sizes stay within the limits.
final class OctetSink {
  private byte[] octets = {};
  private int length;

  void append(ByteBuffer source, int index, int count) {
    reserve(count);
    source.get(index, octets, length, count);
    length += count;
  }

  void append(byte[] source, int index, int count) {
    reserve(count);
    System.arraycopy(source, index, octets, length, count);
    length += count;
  }

  int length() {
    return length;
  }

  /// The octets; those behind [#length] mean nothing, and the next append may replace the array.
  byte[] array() {
    return octets;
  }

  /// Forgets what stands behind `length`.
  void truncate(int length) {
    this.length = length;
  }

  /// A copy of the octets.
  byte[] copy() {
    return Arrays.copyOf(octets, length);
  }

  private void reserve(int count) {
    if (count > octets.length - length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
    }
  }
}
