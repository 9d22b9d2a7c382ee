package io.kinora.server.playback.session;

import io.kinora.server.live.LiveStreams;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The newest rows of streams that are played live. They are read once for all sessions of a
/// stream, and again when it has stored another fragment: a thousand players that wait for the next
/// frame cost the store nothing. Safe for all threads.
final class LiveRows {
  /// Rows that are read at once, at least.
  static final int ROWS_MIN = 64;

  /// Rows that can be had of a stream.
  static final int ROWS_MAX = 8192;

  private final FragmentStore store;
  private final LiveStreams streams;
  private final int sumMax;
  private final LinkedHashMap<Long, Tail> tails = new LinkedHashMap<>(64, 0.75f, true);
  private final AtomicLong ids = new AtomicLong();
  private int sum;

  /// @param sumMax bound on the rows in memory of all streams together, beyond the stream in use
  LiveRows(FragmentStore store, LiveStreams streams, int sumMax) {
    this.store = store;
    this.streams = streams;
    this.sumMax = sumMax;
  }

  /// Rows of a stream.
  ///
  /// @param id another one for each list; 0 for one that changes as time passes
  /// @param list the last one first
  record Rows(long id, List<FragmentMetadata> list) {}

  /// What was read of a stream.
  ///
  /// @param storedCount what [LiveStreams#storedCount] was before
  /// @param limit how many rows were asked for
  private record Read(long storedCount, int retentionHours, int limit, Rows rows) {
    int size() {
      return rows.list().size();
    }

    boolean isOf(long count, StreamRecord stream, int wanted) {
      return storedCount == count
          && retentionHours == stream.retentionHours()
          && (limit >= wanted || size() < limit);
    }
  }

  /// The rows of one stream.
  private static final class Tail {
    /// Held while rows are read: whoever wants them too has nothing better to do than to wait.
    final ReentrantLock reading = new ReentrantLock();

    volatile Read read = new Read(-1, -1, 0, new Rows(0, List.of()));
  }

  /// The visible fragments that were appended last: `wanted` of them or more, or all.
  ///
  /// @param wanted at most [#ROWS_MAX]
  Rows newest(StreamRecord stream, long nowMs, int wanted) throws IOException {
    var rows = read(stream, nowMs, wanted);
    var list = rows.list();
    long edgeMs = ReadScope.archive(stream, nowMs).notBeforeMs();
    return list.isEmpty() || list.getLast().number().serverTimeMs() >= edgeMs
        ? rows
        : new Rows(0, list.stream().filter(row -> row.number().serverTimeMs() >= edgeMs).toList());
  }

  private Rows read(StreamRecord stream, long nowMs, int wanted) throws IOException {
    var tail = tail(stream.id());
    long count = streams.storedCount(stream.id());
    var read = tail.read;
    if (read.isOf(count, stream, wanted)) {
      return read.rows();
    }
    tail.reading.lock();
    try {
      count = streams.storedCount(stream.id());
      if (!tail.read.isOf(count, stream, wanted)) {
        int limit = Math.max(ROWS_MIN, ceilingPowerOfTwo(wanted));
        var list = store.newest(ReadScope.archive(stream, nowMs), limit);
        var rows = new Rows(ids.incrementAndGet(), list);
        replace(stream.id(), tail, new Read(count, stream.retentionHours(), limit, rows));
      }
      return tail.read.rows();
    } finally {
      tail.reading.unlock();
    }
  }

  private static int ceilingPowerOfTwo(int count) {
    return count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
  }

  private synchronized Tail tail(long streamId) {
    return tails.computeIfAbsent(streamId, _ -> new Tail());
  }

  /// Forgets the streams that were asked for least recently where all together are too many.
  private synchronized void replace(long streamId, Tail tail, Read read) {
    if (tails.get(streamId) == tail) {
      sum += read.size() - tail.read.size();
    }
    tail.read = read;
    while (sum > sumMax && tails.size() > 1) {
      sum -= tails.pollFirstEntry().getValue().read.size();
    }
  }
}
