package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PagePoolTest {
  private static final long PAGE = PagePool.PAGE_BYTES;

  /// Eight pages, of which the last three (two and one for rounding) are the reserve.
  private final PagePool pool = new PagePool(8 * PAGE, 2 * PAGE);

  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();

  @Test
  void theReserveIsGivenToOneHolderOnly() {
    var elder = new LiveFragment(pool);
    var younger = new LiveFragment(pool);
    var pages = takeAll(elder, 5);
    assertThat(pool.take(elder)).isNotNull();
    assertThat(pool.take(younger)).isNull();
    assertThat(pool.take(elder)).isNotNull();
    assertThat(pool.take(elder)).isNotNull();
    assertThat(pool.take(elder)).as("the pool is never larger than its limit").isNull();
    assertThat(pool.usedBytes()).isEqualTo(8 * PAGE);
    pool.release(elder, pages, 0);
    assertThat(pool.usedBytes()).isEqualTo(3 * PAGE);
    assertThat(pool.take(younger)).isNotNull();
  }

  @Test
  void whoeverWaitsIsCalledWhenPagesComeBack() {
    var elder = new LiveFragment(pool);
    var younger = new LiveFragment(pool);
    var pages = takeAll(elder, 6);
    var calls = new AtomicInteger();
    pool.whenReleased(younger, PagePool.Kind.PAGE, Runnable::run, calls::incrementAndGet);
    assertThat(calls).hasValue(0);
    pool.release(elder, pages, 0);
    assertThat(calls).hasValue(1);
    pool.whenReleased(younger, PagePool.Kind.PAGE, Runnable::run, calls::incrementAndGet);
    assertThat(calls).as("pages are free: no need to wait").hasValue(2);
  }

  @Test
  void asManyAreCalledAsThereArePages() {
    var reserve = new LiveFragment(pool);
    var small = new LiveFragment(pool);
    var two = takeAll(small, 2);
    takeAll(reserve, 4);
    var called = new ArrayList<Integer>();
    for (int i = 1; i <= 4; i++) {
      int name = i;
      var waiter = new LiveFragment(pool);
      pool.whenReleased(
          waiter,
          PagePool.Kind.PAGE,
          loop::add,
          () -> {
            called.add(name);
            assertThat(pool.take(waiter)).isNotNull();
          });
    }
    pool.release(small, two, 0);
    assertThat(loop).as("one page is the reserve's").hasSize(1);
    runAll();
    assertThat(called).containsExactly(1);
    pool.release(reserve, List.of(), 0);
    runAll();
    assertThat(called).as("the reserve, for which there is one").containsExactly(1, 2);
  }

  @Test
  void whoseFragmentBeganFirstIsCalledFirst() {
    var elder = new LiveFragment(pool);
    takeAll(elder, 6);
    var first = new LiveFragment(pool);
    var second = new LiveFragment(pool);
    var called = new ArrayList<String>();
    wait(second, "second", called);
    wait(first, "first", called);
    pool.release(elder, List.of(), 0);
    runAll();
    assertThat(called).containsExactly("first", "second");
  }

  @Test
  void whoIsCalledAndNeedsNothingAnyMorePassesItOn() {
    var elder = new LiveFragment(pool);
    takeAll(elder, 6);
    var called = new ArrayList<String>();
    wait("first", called);
    wait("second", called);
    wait("third", called);
    pool.release(elder, List.of(), 0);
    assertThat(loop).as("only the reserve was given up").hasSize(1);
    runAll();
    assertThat(called).containsExactly("first", "second", "third");
  }

  @Test
  void whoLeavesWhileHeWaitsIsNotCalled() {
    var elder = new LiveFragment(pool);
    takeAll(elder, 6);
    var called = new ArrayList<String>();
    var gone = wait("gone", called);
    wait("next", called);
    gone.leave(LiveFragment.State.DISCARDED);
    assertThat(loop).isEmpty();
    pool.release(elder, List.of(), 0);
    runAll();
    assertThat(called).containsExactly("next");
  }

  @Test
  void whoLeavesAfterHeWasCalledHoldsUpNobody() {
    var elder = new LiveFragment(pool);
    takeAll(elder, 6);
    var called = new ArrayList<String>();
    var gone = wait("gone", called);
    wait("next", called);
    pool.release(elder, List.of(), 0);
    gone.leave(LiveFragment.State.DISCARDED);
    assertThat(loop).hasSize(1);
    runAll();
    assertThat(called).containsExactly("gone", "next");
  }

  /// Uploads of two to five pages each, on four loops, a third of which break off wherever they
  /// are, while others wait.
  @Test
  @Timeout(60)
  void nobodyWaitsForEverWhoeverBreaksOff() throws Exception {
    var loops = Stream.generate(Executors::newSingleThreadExecutor).limit(4).toList();
    var big = new PagePool(40 * PAGE, 5 * PAGE);
    int uploads = 3_000;
    var over = new CountDownLatch(uploads);
    try {
      for (int i = 0; i < uploads; i++) {
        var upload = new Upload(big, loops.get(i % 4), 2 + i % 4, i % 3 == 0, over);
        upload.loop.execute(upload::goOn);
      }
      over.await();
    } finally {
      loops.forEach(ExecutorService::shutdownNow);
    }
    assertThat(big.usedBytes()).isZero();
  }

  /// Takes a page at a time, and gives all back on another loop, as the store does.
  private record Upload(
      PagePool pool,
      ExecutorService loop,
      LiveFragment fragment,
      AtomicInteger left,
      boolean breaksOff,
      CountDownLatch over) {
    Upload(PagePool pool, ExecutorService loop, int pages, boolean breaksOff, CountDownLatch over) {
      this(pool, loop, new LiveFragment(pool), new AtomicInteger(pages), breaksOff, over);
    }

    void goOn() {
      if (fragment.state() != LiveFragment.State.OPEN) {
        return;
      }
      while (left.get() > 0) {
        if (!fragment.append(ByteBuffer.allocate((int) PAGE))) {
          fragment.whenReleased(loop, this::goOn);
          if (breaksOff) {
            loop.execute(() -> leave(LiveFragment.State.DISCARDED));
          }
          return;
        }
        left.decrementAndGet();
      }
      leave(LiveFragment.State.STORED);
    }

    private void leave(LiveFragment.State last) {
      if (fragment.state() == LiveFragment.State.OPEN) {
        fragment.leave(last);
        over.countDown();
      }
    }
  }

  @Test
  void frameTablesHaveABoundOfTheirOwnAndTheSameReserve() {
    var elder = new LiveFragment(pool);
    var younger = new LiveFragment(pool);
    int tables = (int) PagePool.tablesBytes(8 * PAGE);
    assertThat(elder.countTable(tables / 2 + 1)).as("into the reserve").isTrue();
    assertThat(younger.countTable(1)).isFalse();
    var calls = new AtomicInteger();
    younger.whenReleased(Runnable::run, calls::incrementAndGet);
    assertThat(pool.take(younger)).as("of pages there are enough").isNotNull();
    assertThat(elder.countTable(tables)).isTrue();
    assertThat(elder.countTable(tables + 1)).as("never more than the bound").isFalse();
    assertThat(pool.tableBytes()).isEqualTo(tables);
    assertThat(calls).hasValue(0);

    elder.leave(LiveFragment.State.DISCARDED);

    assertThat(calls).hasValue(1);
    assertThat(younger.countTable(1)).isTrue();
  }

  @Test
  void frameTablesMayHaveASixteenthOfWhatPagesHave() {
    assertThat(PagePool.tablesBytes(512L << 20)).isEqualTo(32 << 20);
  }

  @Test
  void releasedPagesAreUsedAgain() {
    var holder = new LiveFragment(pool);
    var first = takeAll(holder, 5);
    pool.release(holder, first, 0);
    var again = takeAll(holder, 5);
    assertThat(again).allMatch(page -> page.position() == 0 && page.remaining() == PAGE);
    assertThat(pool.usedBytes()).isEqualTo(5 * PAGE);
  }

  @Test
  void aPoolThatHoldsNoWholeFragmentIsRefused() {
    assertThatThrownBy(() -> new PagePool(2 * PAGE, 2 * PAGE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not hold one fragment");
  }

  private LiveFragment wait(String name, List<String> called) {
    var waiter = new LiveFragment(pool);
    wait(waiter, name, called);
    return waiter;
  }

  private void wait(LiveFragment waiter, String name, List<String> called) {
    pool.whenReleased(waiter, PagePool.Kind.PAGE, loop::add, () -> called.add(name));
  }

  private void runAll() {
    while (!loop.isEmpty()) {
      loop.poll().run();
    }
  }

  private List<ByteBuffer> takeAll(LiveFragment holder, int count) {
    var pages = new ArrayList<ByteBuffer>();
    for (int i = 0; i < count; i++) {
      var page = pool.take(holder);
      assertThat(page).isNotNull();
      pages.add(page);
    }
    return pages;
  }
}
