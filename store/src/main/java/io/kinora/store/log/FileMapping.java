package io.kinora.store.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// The octets of a file as memory, as far as the file reached when it was mapped.
///
/// Whoever holds it closes it once; the last one unmaps it. Closing or unlinking the file changes
/// nothing for those who hold it. Safe for all threads.
final class FileMapping implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment octets;
  private final AtomicInteger holds = new AtomicInteger(1);

  private FileMapping(Arena arena, MemorySegment octets) {
    this.arena = arena;
    this.octets = octets;
  }

  /// Maps the whole file; the caller holds it.
  static FileMapping of(LogFile file) throws IOException {
    var arena = Arena.ofShared();
    try {
      var octets = file.channel().map(FileChannel.MapMode.READ_ONLY, 0, file.sizeBytes(), arena);
      return new FileMapping(arena, octets);
    } catch (IOException | RuntimeException failure) {
      arena.close();
      throw failure;
    }
  }

  boolean reaches(long endBytes) {
    return octets.byteSize() >= endBytes;
  }

  MemorySegment slice(long offsetBytes, long lengthBytes) {
    return octets.asSlice(offsetBytes, lengthBytes);
  }

  /// Holds it once more, on behalf of somebody who closes it. Only while it is held.
  FileMapping hold() {
    holds.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (holds.decrementAndGet() == 0) {
      arena.close();
    }
  }
}
