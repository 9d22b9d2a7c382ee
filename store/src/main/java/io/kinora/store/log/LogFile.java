package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// One open file of a log. Positions are explicit; nothing here has a cursor.
public interface LogFile extends AutoCloseable {
  /// Writes all remaining octets.
  void write(ByteBuffer octets, long offsetBytes) throws IOException;

  /// Reads until the buffer is full or the file ends.
  ///
  /// @return octets read, 0 at the end
  int read(ByteBuffer into, long offsetBytes) throws IOException;

  /// Makes all written octets survive power loss.
  void force() throws IOException;

  void truncate(long bytes) throws IOException;

  long sizeBytes() throws IOException;

  /// The file itself, to transfer from.
  FileChannel channel();

  @Override
  void close() throws IOException;
}
