package io.kinora.store.log;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Brings ranges of the log into the page cache before they are transferred.
///
/// The log is written around the page cache, so what is read first after it was written comes from
/// the disk. A transfer that waits for the disk would hold up the event loop that carries it out,
/// and a read on a virtual thread its carrier. So cold ranges are read by threads of their own;
/// whether a range is cold costs one system call.
final class PageCache implements AutoCloseable {
  private static final int READERS = 4;

  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().daemon().name("kinora-read-", 0).factory());

  /// Returns when the range is in memory; it has to stay mapped until then. A virtual thread waits
  /// without holding its carrier.
  void fetch(MemorySegment range) throws IOException {
    if (range.isLoaded()) {
      return;
    }
    try {
      // Not to be interrupted: the range must not be unmapped under the reader.
      CompletableFuture.runAsync(range::load, readers).join();
    } catch (CompletionException failure) {
      // A bad disk shows as an `InternalError` of the thread that touches the page.
      throw new IOException("a range of the log cannot be read", failure.getCause());
    }
  }

  @Override
  public void close() {
    readers.shutdown();
  }
}
