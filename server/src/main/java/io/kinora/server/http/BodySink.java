package io.kinora.server.http;

import io.kinora.store.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Where a streaming body goes. Every method may block until the client has taken enough, and
/// throws once the client has gone. For one thread at a time.
public interface BodySink {
  /// Writes the remaining octets; the buffer may be changed when this returns.
  void write(ByteBuffer bytes) throws IOException;

  /// Writes a range of a file. Returns before it is sent, unless too much is under way.
  ///
  /// @param sent is run once when the range need not stay readable any longer, on any thread, also
  ///     when this throws
  void transfer(FileRange range, Runnable sent) throws IOException;

  /// Writes octets that somebody lends, without a copy where that pays. Returns before they are
  /// sent, unless too much is under way.
  ///
  /// @param slices direct buffers, in order; their octets should be in memory rather than on a disk
  /// @param sent is run once when the octets need not stay readable any longer, on any thread, also
  ///     when this throws
  void gather(List<ByteBuffer> slices, Runnable sent) throws IOException;

  /// Sends what was written so far.
  void flush() throws IOException;
}
