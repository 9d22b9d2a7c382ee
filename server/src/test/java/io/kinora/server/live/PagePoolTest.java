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
  void whatIsCountedTakesThePlaceOfPages() {
    var elder = new LiveFragment(pool);
    var younger = new LiveFragment(pool);
    for (int i = 0; i < 6; i++) {
      assertThat(pool.count(elder)).isTrue();
    }
    assertThat(pool.usedBytes()).isEqualTo(6 * PAGE);
    assertThat(pool.take(younger)).isNull();
    assertThat(pool.count(younger)).isFalse();
    assertThat(takeAll(elder, 2)).hasSize(2);
    assertThat(pool.count(elder)).isFalse();
    pool.release(elder, List.of(), 6);
    assertThat(pool.usedBytes()).isEqualTo(2 * PAGE);
    assertThat(pool.take(younger)).isNotNull();
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
