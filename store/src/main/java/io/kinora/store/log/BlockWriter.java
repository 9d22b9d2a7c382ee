package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Gathers octets in one aligned buffer and hands them to a file in whole blocks, as direct writes
/// demand. The one copy between the caller's buffers and the disk happens here. One owner thread.
final class BlockWriter {
  private final ByteBuffer buffer;
  private final LogFile file;
  private long flushedBytes;

  /// @param buffer from [#newBuffer]; what it holds is forgotten
  /// @param offsetBytes where to begin, a multiple of [LogFormat#BLOCK_BYTES]
  BlockWriter(ByteBuffer buffer, LogFile file, long offsetBytes) {
    this.buffer = buffer.clear();
    this.file = file;
    this.flushedBytes = offsetBytes;
  }

  /// A buffer that direct writes take.
  ///
  /// @param capacityBytes a multiple of [LogFormat#BLOCK_BYTES]
  static ByteBuffer newBuffer(int capacityBytes) {
    return ByteBuffer.allocateDirect(capacityBytes + LogFormat.BLOCK_BYTES)
        .alignedSlice(LogFormat.BLOCK_BYTES)
        .limit(capacityBytes)
        .slice();
  }

  /// Where the next octet goes.
  long offset() {
    return flushedBytes + buffer.position();
  }

  void put(ByteBuffer octets) throws IOException {
    int from = octets.position();
    int left = octets.remaining();
    while (left > 0) {
      int count = Math.min(left, buffer.remaining());
      buffer.put(buffer.position(), octets, from, count);
      advance(count);
      from += count;
      left -= count;
    }
  }

  void put(byte[] octets) throws IOException {
    put(ByteBuffer.wrap(octets));
  }

  /// Zeros up to a multiple of `boundary`.
  void align(int boundary) throws IOException {
    int left = (int) (-offset() & (boundary - 1));
    while (left > 0) {
      int count = Math.min(left, buffer.remaining());
      for (int i = 0; i < count; i++) {
        buffer.put(buffer.position() + i, (byte) 0);
      }
      advance(count);
      left -= count;
    }
  }

  /// Fills the last block and writes what is left.
  void finish() throws IOException {
    align(LogFormat.BLOCK_BYTES);
    if (buffer.position() > 0) {
      flush();
    }
  }

  private void advance(int count) throws IOException {
    buffer.position(buffer.position() + count);
    if (!buffer.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    int count = buffer.position();
    file.write(buffer.flip(), flushedBytes);
    flushedBytes += count;
    buffer.clear();
  }
}
