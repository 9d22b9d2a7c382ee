package io.kinora.media.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Passes on of what is written only the octets in a range of the file.
final class RangeWriter<F extends ClipFragment> {
  private static final int BUFFER_BYTES = 64 << 10;

  private final long from;
  private final long to;
  private final ClipSink<F> sink;
  private long position;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  RangeWriter(long from, long to, ClipSink<F> sink) {
    this.from = from;
    this.to = to;
    this.sink = sink;
  }

  /// What is written next stands there in the file.
  void standAt(long filePosition) {
    position = filePosition;
  }

  /// Whether all octets of the range were written.
  boolean done() {
    return position >= to;
  }

  void u32(long value) throws IOException {
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      octet((byte) (value >> shift));
    }
  }

  void u64(long value) throws IOException {
    u32(value >> Integer.SIZE);
    u32(value);
  }

  void octets(byte[] octets) throws IOException {
    for (byte octet : octets) {
      octet(octet);
    }
  }

  void slice(F fragment, int offset, int size) throws IOException {
    long first = Math.max(from - position, 0);
    long end = Math.min(to - position, size);
    position += size;
    if (first < end) {
      flush();
      sink.slice(fragment, offset + (int) first, (int) (end - first));
    }
  }

  void flush() throws IOException {
    if (buffer.position() > 0) {
      sink.octets(buffer.flip());
      buffer = ByteBuffer.allocate(0);
    }
  }

  private void octet(byte octet) throws IOException {
    if (position >= from && position < to) {
      if (!buffer.hasRemaining()) {
        flush();
        buffer = ByteBuffer.allocate(BUFFER_BYTES);
      }
      buffer.put(octet);
    }
    position++;
  }
}
