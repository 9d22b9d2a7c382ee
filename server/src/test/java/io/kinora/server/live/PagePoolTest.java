package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PagePoolTest {
  private static final long PAGE = PagePool.PAGE_BYTES;

  /// Eight pages, of which the last three (two and one for rounding) are the reserve.
  private final PagePool pool = new PagePool(8 * PAGE, 2 * PAGE);

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
    var pages = takeAll(elder, 6);
    var calls = new AtomicInteger();
    pool.whenReleased(calls::incrementAndGet);
    assertThat(calls).hasValue(0);
    pool.release(elder, pages, 0);
    assertThat(calls).hasValue(1);
    pool.whenReleased(calls::incrementAndGet);
    assertThat(calls).as("pages are free: no need to wait").hasValue(2);
  }

  @Test
  void frameTablesHaveABoundOfTheirOwnAndTheSameReserve() {
    var elder = new LiveFragment(pool);
    var younger = new LiveFragment(pool);
    int tables = (int) PagePool.tablesBytes(8 * PAGE);
    assertThat(elder.countTable(tables / 2 + 1)).as("into the reserve").isTrue();
    assertThat(younger.countTable(1)).isFalse();
    assertThat(pool.take(younger)).as("of pages there are enough").isNotNull();
    var calls = new AtomicInteger();
    pool.whenReleased(calls::incrementAndGet);
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
