package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RecentlyStoredTest {
  private static final Duration DELAY = Duration.ofMillis(100);

  private long nanos;

  @Test
  void aFragmentCountsForAsLongAsTheDelay() {
    var recent = new RecentlyStored(DELAY, () -> nanos);
    recent.add(7);

    nanos += DELAY.toNanos() - 1;
    assertThat(recent.contains(7)).isTrue();
    assertThat(recent.contains(8)).isFalse();
    nanos++;
    assertThat(recent.contains(7)).isFalse();
  }

  @Test
  void whatCountsNoMoreIsForgotten() {
    var recent = new RecentlyStored(DELAY, () -> nanos);
    for (int sequence = 0; sequence < 1000; sequence++) {
      recent.add(sequence);
      nanos += DELAY.toNanos() / 10;
    }

    assertThat(recent.size()).isEqualTo(10);
  }

  @Test
  void withoutADelayNothingIsRemembered() {
    var recent = new RecentlyStored(Duration.ZERO, () -> nanos);
    recent.add(7);

    assertThat(recent.contains(7)).isFalse();
    assertThat(recent.size()).isZero();
  }
}
