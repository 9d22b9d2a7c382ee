package io.kinora.store.log;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Stream headers read lately, bounded by their octets. Safe for all threads.
final class HeaderCache {
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<LogPosition, byte[]> headers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  HeaderCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Optional<byte[]> get(LogPosition position) {
    lock.lock();
    try {
      return Optional.ofNullable(headers.get(position));
    } finally {
      lock.unlock();
    }
  }

  void put(LogPosition position, byte[] header) {
    lock.lock();
    try {
      if (headers.put(position, header) == null) {
        bytes += header.length;
      }
      var eldest = headers.entrySet().iterator();
      while (bytes > maxBytes && eldest.hasNext()) {
        bytes -= eldest.next().getValue().length;
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }
}
