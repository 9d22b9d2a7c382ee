package io.kinora.images;

import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Standard input and output, read and written in native memory: frames go to the decoder, and
/// images to the server, without a copy on the heap. For one thread.
final class Pipes {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel in = new FileInputStream(FileDescriptor.in).getChannel();
  private final FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final DataInputStream data = new DataInputStream(new Buffered());

  DataInput data() {
    return data;
  }

  /// Whether the input goes on; waits for it.
  boolean hasNext() throws IOException {
    return fill();
  }

  /// Fills the buffer.
  void read(ByteBuffer into) throws IOException {
    int count = Math.min(into.remaining(), buffer.remaining());
    into.put(buffer.slice(buffer.position(), count));
    buffer.position(buffer.position() + count);
    while (into.hasRemaining()) {
      if (in.read(into) < 0) {
        throw new EOFException();
      }
    }
  }

  /// Writes all of the buffer.
  void write(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      out.write(octets);
    }
  }

  private final class Buffered extends InputStream {
    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(into, offset, count);
      return count;
    }
  }

  private boolean fill() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = in.read(buffer);
      buffer.flip();
      return count > 0;
    }
    return true;
  }
}
