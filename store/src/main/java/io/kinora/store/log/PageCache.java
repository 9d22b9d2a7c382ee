package io.kinora.store.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Brings ranges of the log into the page cache before they are transferred.
///
/// The log is written around the page cache, so what is read first after it was written comes from
/// the disk. A transfer that waits for the disk would hold up the event loop that carries it out,
/// and a read on a virtual thread its carrier. So cold ranges are read by threads of their own;
/// whether a range is cold costs two system calls.
final class PageCache implements AutoCloseable {
  private static final int READERS = 4;

  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().daemon().name("kinora-read-", 0).factory());

  /// Returns when the range is in memory. A virtual thread waits without holding its carrier.
  void fetch(FileChannel channel, long offset, long length) throws IOException {
    if (isLoaded(channel, offset, length)) {
      return;
    }
    try {
      readers.submit(() -> load(channel, offset, length)).get();
    } catch (ExecutionException failure) {
      throw new IOException("a range of the log cannot be read", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static boolean isLoaded(FileChannel channel, long offset, long length)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, length, arena).isLoaded();
    }
  }

  /// A bad disk shows as an `InternalError` here, which the future carries to the caller.
  private static boolean load(FileChannel channel, long offset, long length) throws IOException {
    try (var arena = Arena.ofConfined()) {
      channel.map(FileChannel.MapMode.READ_ONLY, offset, length, arena).load();
    }
    return true;
  }

  @Override
  public void close() {
    readers.shutdown();
  }
}
