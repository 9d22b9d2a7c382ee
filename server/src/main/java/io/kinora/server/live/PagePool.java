package io.kinora.server.live;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory of all fragments that are not on the disk yet: pages of equal size outside the heap,
/// and frame tables on the heap, each with a hard bound on their sum.
///
/// Who finds the pool empty registers with [#whenReleased] and stops reading its socket. Those who
/// wait are called in the order in which their fragments began, no more of them at a time than can
/// get something; whoever was called and needs nothing any more passes it on. So that sessions that
/// hold memory and wait for more cannot block each other for ever, the last part of either, enough
/// for the largest fragment, is kept for one session at a time: the one that holds the reserve.
///
/// Safe for all threads. The lock is held for moments only, and never while a loop is told to try
/// again: [#release] and [#whenReleased] hand that over when they have let go of it.
public final class PagePool implements Source {
  /// Octets of a page.
  public static final int PAGE_BYTES = 64 * 1024;

  /// Frame tables are counted in steps of so many octets.
  static final int STEP_BYTES = 1024;

  /// Octets of the largest frame table, and of the room for rows that it grows by.
  private static final long TABLE_BYTES =
      2L * SplitterLimits.defaults().maxFrames() * FrameTable.ROW_BYTES;

  /// Frame tables have a part of what pages have: in 4 KiB there are the frames of four seconds of
  /// video and sound, whose octets take a page or more.
  private static final int TABLES_PART = 16;

  private static final int SLAB_PAGES = 16;

  private final Share pages;
  private final Share tableSteps;
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private final AtomicLong turns = new AtomicLong();
  private int createdPages;
  private @Nullable LiveFragment reserveHolder;

  /// What a fragment can be refused.
  enum Kind {
    PAGE,
    TABLE_STEP
  }

  /// One that tries again on its loop.
  private record Waiter(Executor loop, Runnable retry) {}

  /// What all fragments may have together of one kind of memory.
  private static final class Share {
    final int limit;
    final int reserved;

    /// By their turns.
    final TreeMap<Long, Waiter> waiting = new TreeMap<>();

    int used;

    /// Waiters that were called and have not tried again yet.
    int called;

    Share(long limit, long reserved) {
      this.limit = Math.toIntExact(limit);
      this.reserved = Math.toIntExact(reserved);
    }

    /// Whether only the reserve is left, or nothing.
    boolean isShort() {
      return unreserved() <= 0;
    }

    /// Units that anyone may have.
    int unreserved() {
      return limit - reserved - used;
    }
  }

  /// @param limitBytes bound on the sum of all pages
  /// @param reservedBytes part of it that one holder at a time may use, at least the largest
  ///     fragment
  public PagePool(long limitBytes, long reservedBytes) {
    this.pages = new Share(limitBytes / PAGE_BYTES, reservedPages(reservedBytes));
    this.tableSteps = new Share(tablesBytes(limitBytes) / STEP_BYTES, TABLE_BYTES / STEP_BYTES);
    if (pages.isShort()) {
      throw new IllegalArgumentException(
          "memory of %,d octets does not hold one fragment of %,d"
              .formatted(limitBytes, reservedBytes));
    }
  }

  /// Bound on the sum of all frame tables beside pages of so many octets.
  public static long tablesBytes(long limitBytes) {
    return Math.max(limitBytes / TABLES_PART, 2 * TABLE_BYTES);
  }

  /// The smallest pool that fragments of that size get through.
  public static long leastBytes(long fragmentBytes) {
    return (reservedPages(fragmentBytes) + 1) * PAGE_BYTES;
  }

  private static long reservedPages(long reservedBytes) {
    return Math.ceilDiv(reservedBytes, PAGE_BYTES) + 1;
  }

  /// The place of a fragment that begins among those that will want memory.
  long nextTurn() {
    return turns.getAndIncrement();
  }

  /// A page with position 0 and limit [#PAGE_BYTES], or null when there is none for this holder
  /// now.
  synchronized @Nullable ByteBuffer take(LiveFragment holder) {
    if (!take(pages, holder)) {
      return null;
    }
    var page = free.poll();
    if (page == null) {
      page = createSlab();
    }
    return page.clear();
  }

  /// Counts [#STEP_BYTES] that the holder's frame table has on the heap; false when there is no
  /// room for them now.
  synchronized boolean count(LiveFragment holder) {
    return take(tableSteps, holder);
  }

  private boolean take(Share share, LiveFragment holder) {
    if (share.isShort()) {
      if (reserveHolder == null) {
        reserveHolder = holder;
      }
      if (reserveHolder != holder || share.used >= share.limit) {
        return false;
      }
    }
    share.used++;
    return true;
  }

  /// Gives memory back; the holder gives up the reserve if it had it.
  ///
  /// @param steps of its frame table
  void release(LiveFragment holder, List<ByteBuffer> released, int steps) {
    synchronized (this) {
      for (var page : released) {
        free.push(page);
      }
      pages.used -= released.size();
      tableSteps.used -= steps;
      if (reserveHolder == holder) {
        reserveHolder = null;
      }
      pages.waiting.remove(holder.turn());
      tableSteps.waiting.remove(holder.turn());
    }
    callNext(pages);
    callNext(tableSteps);
  }

  /// Has a fragment that was refused something tried again, once, on the loop of its session, when
  /// there may be some; at once if there is already. A fragment that is released waits no more.
  void whenReleased(LiveFragment holder, Kind refused, Executor loop, Runnable retry) {
    var share =
        switch (refused) {
          case PAGE -> pages;
          case TABLE_STEP -> tableSteps;
        };
    synchronized (this) {
      share.waiting.putIfAbsent(holder.turn(), new Waiter(loop, retry));
    }
    callNext(share);
  }

  /// Calls those whose turn is first: as many as there are units that nobody called is about to
  /// take, and at least one where the reserve is free. Called whenever either has become more, so
  /// nobody waits while there is something: a retry fails only where nothing is left.
  private void callNext(Share share) {
    var next = new ArrayList<Waiter>();
    synchronized (this) {
      int room = Math.max(share.unreserved(), reserveHolder == null ? 1 : 0);
      while (share.called < room && !share.waiting.isEmpty()) {
        next.add(share.waiting.pollFirstEntry().getValue());
        share.called++;
      }
    }
    next.forEach(waiter -> waiter.loop().execute(() -> retry(waiter, share)));
  }

  private void retry(Waiter waiter, Share share) {
    try {
      waiter.retry().run();
    } finally {
      synchronized (this) {
        share.called--;
      }
      callNext(share);
    }
  }

  /// Octets of pages in use.
  public synchronized long usedBytes() {
    return (long) pages.used * PAGE_BYTES;
  }

  /// Octets of frame tables.
  public synchronized long tableBytes() {
    return (long) tableSteps.used * STEP_BYTES;
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge(
        "kinora_ingest_memory_used_bytes",
        "Octets of ingest.memory that fragments hold which are not stored yet.",
        usedBytes());
    to.gauge(
        "kinora_ingest_memory_bytes",
        "Octets of ingest.memory that were ever needed at once; they are kept.",
        createdBytes());
    to.gauge(
        "kinora_ingest_tables_bytes",
        "Octets of the heap that tables of their frames take.",
        tableBytes());
  }

  private synchronized long createdBytes() {
    return (long) createdPages * PAGE_BYTES;
  }

  private ByteBuffer createSlab() {
    int count = Math.min(SLAB_PAGES, pages.limit - createdPages);
    var slab = ByteBuffer.allocateDirect(count * PAGE_BYTES);
    createdPages += count;
    for (int i = 1; i < count; i++) {
      free.push(slab.slice(i * PAGE_BYTES, PAGE_BYTES));
    }
    return slab.slice(0, PAGE_BYTES);
  }
}
