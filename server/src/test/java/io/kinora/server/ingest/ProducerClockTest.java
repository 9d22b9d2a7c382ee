package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProducerClockTest {
  private static final long MS = 1_000_000;

  @Test
  void absoluteTimecodesAreEpochTimeInTicks() {
    var clock = new ProducerClock(0);
    assertThat(clock.timeMs(1_700_000_000_000L, MS)).isEqualTo(OptionalLong.of(1_700_000_000_000L));
    assertThat(clock.timeMs(17_000_000_000_199L, 100_000)).hasValue(1_700_000_000_019L);
  }

  @Test
  void relativeTimecodesCountFromTheStart() {
    assertThat(new ProducerClock(5_000).timeMs(1_500, MS)).hasValue(6_500);
    assertThat(new ProducerClock(0).timeMs(0, MS)).hasValue(0);
  }

  @Test
  void partsOfAMillisecondAreCutOff() {
    assertThat(new ProducerClock(0).timeMs(1_999, 1_000)).hasValue(1);
  }

  @Test
  void timesBeyondTheYear9999AndOverflowsAreNone() {
    assertThat(new ProducerClock(0).timeMs(ProducerClock.LATEST_MS, MS))
        .hasValue(ProducerClock.LATEST_MS);
    assertThat(new ProducerClock(0).timeMs(ProducerClock.LATEST_MS + 1, MS)).isEmpty();
    assertThat(new ProducerClock(1).timeMs(ProducerClock.LATEST_MS, MS)).isEmpty();
    assertThat(new ProducerClock(0).timeMs(Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
  }
}
