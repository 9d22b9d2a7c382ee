package io.kinora.server.live;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The memory of all fragments that are not on the disk yet: pages of equal size outside the heap,
/// with a hard bound on their sum.
///
/// Who finds the pool empty registers with [#whenReleased] and stops reading its socket. So that
/// sessions that hold pages and wait for more cannot block each other for ever, the last
/// [#reservedPages] pages are kept for one session at a time: the one that holds the reserve.
///
/// What a fragment needs on the heap beyond a little is counted here as well: [#count].
///
/// Safe for all threads; every method is short and takes one uncontended lock.
public final class PagePool {
  /// Octets of a page.
  public static final int PAGE_BYTES = 64 * 1024;

  private static final int SLAB_PAGES = 16;

  private final int limitPages;
  private final int reservedPages;
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int createdPages;
  private int usedPages;
  private @Nullable LiveFragment reserveHolder;

  /// @param limitBytes bound on the sum of all pages
  /// @param reservedBytes part of it that one holder at a time may use, at least the largest
  ///     fragment with its frame table
  public PagePool(long limitBytes, long reservedBytes) {
    this.limitPages = Math.toIntExact(limitBytes / PAGE_BYTES);
    this.reservedPages = Math.toIntExact(reservedPages(reservedBytes));
    if (limitPages <= reservedPages) {
      throw new IllegalArgumentException(
          "memory of %,d octets does not hold one fragment of %,d"
              .formatted(limitBytes, reservedBytes));
    }
  }

  /// The smallest pool that fragments of that size get through.
  public static long leastBytes(long fragmentBytes) {
    return (reservedPages(fragmentBytes) + 1) * PAGE_BYTES;
  }

  private static long reservedPages(long reservedBytes) {
    return Math.ceilDiv(reservedBytes, PAGE_BYTES) + 1;
  }

  /// A page with position 0 and limit [#PAGE_BYTES], or null when there is none for this holder
  /// now.
  synchronized @Nullable ByteBuffer take(LiveFragment holder) {
    if (!count(holder)) {
      return null;
    }
    var page = free.poll();
    if (page == null) {
      page = createSlab();
    }
    return page.clear();
  }

  /// Counts as much as a page that the holder has on the heap; false when there is no room for it
  /// now.
  synchronized boolean count(LiveFragment holder) {
    if (usedPages >= limitPages - reservedPages) {
      if (reserveHolder == null) {
        reserveHolder = holder;
      }
      if (reserveHolder != holder || usedPages >= limitPages) {
        return false;
      }
    }
    usedPages++;
    return true;
  }

  /// Gives pages back; the holder gives up the reserve if it had it.
  ///
  /// @param counted pages on the heap
  void release(LiveFragment holder, List<ByteBuffer> pages, int counted) {
    List<Runnable> wake;
    synchronized (this) {
      for (var page : pages) {
        free.push(page);
      }
      usedPages -= pages.size() + counted;
      if (reserveHolder == holder) {
        reserveHolder = null;
      }
      wake = new ArrayList<>(waiting);
      waiting.clear();
    }
    wake.forEach(Runnable::run);
  }

  /// Calls back once, from any thread, when pages were released. If pages are free already, it
  /// calls back at once.
  public void whenReleased(Runnable callback) {
    synchronized (this) {
      if (usedPages >= limitPages - reservedPages && reserveHolder != null) {
        waiting.add(callback);
        return;
      }
    }
    callback.run();
  }

  /// Octets in use.
  public synchronized long usedBytes() {
    return (long) usedPages * PAGE_BYTES;
  }

  private ByteBuffer createSlab() {
    int pages = Math.min(SLAB_PAGES, limitPages - createdPages);
    var slab = ByteBuffer.allocateDirect(pages * PAGE_BYTES);
    createdPages += pages;
    for (int i = 1; i < pages; i++) {
      free.push(slab.slice(i * PAGE_BYTES, PAGE_BYTES));
    }
    return slab.slice(0, PAGE_BYTES);
  }
}
