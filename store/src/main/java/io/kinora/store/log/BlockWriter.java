package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Gathers octets in aligned buffers and hands them on in whole blocks, as direct writes demand.
/// The one copy between the caller's buffers and the disk happens here. One owner thread.
final class BlockWriter implements AutoCloseable {
  /// Where blocks go.
  interface Output {
    /// An empty buffer from [#newBuffer].
    ByteBuffer take();

    /// Writes whole blocks and takes the buffer back.
    void write(ByteBuffer blocks, long offsetBytes) throws IOException;

    /// Takes a buffer back whose octets nobody wants.
    void discard(ByteBuffer buffer);
  }

  private final Output output;
  private @Nullable ByteBuffer buffer;
  private long flushedBytes;

  /// @param offsetBytes where to begin, a multiple of [LogFormat#BLOCK_BYTES]
  BlockWriter(Output output, long offsetBytes) {
    this.output = output;
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
    return buffer == null ? flushedBytes : flushedBytes + buffer.position();
  }

  void put(ByteBuffer octets) throws IOException {
    int from = octets.position();
    int left = octets.remaining();
    while (left > 0) {
      var to = room();
      int count = Math.min(left, to.remaining());
      to.put(to.position(), octets, from, count);
      to.position(to.position() + count);
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
      var to = room();
      int count = Math.min(left, to.remaining());
      for (int i = 0; i < count; i++) {
        to.put((byte) 0);
      }
      left -= count;
    }
  }

  /// Fills the last block and writes what is left.
  void finish() throws IOException {
    align(LogFormat.BLOCK_BYTES);
    if (buffer != null) {
      flush(buffer);
    }
  }

  /// A buffer with room for at least one octet.
  private ByteBuffer room() throws IOException {
    if (buffer != null && !buffer.hasRemaining()) {
      flush(buffer);
    }
    if (buffer == null) {
      buffer = output.take();
    }
    return buffer;
  }

  private void flush(ByteBuffer full) throws IOException {
    int count = full.position();
    buffer = null;
    output.write(full.flip(), flushedBytes);
    flushedBytes += count;
  }

  /// Forgets what was not written.
  @Override
  public void close() {
    if (buffer != null) {
      output.discard(buffer);
      buffer = null;
    }
  }
}
