package io.kinora.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FakeClockTest {
  @Test
  void timeStandsUntilItIsMoved() {
    var start = Instant.parse("2026-11-21T00:00:00Z");
    var clock = new FakeClock(start);

    assertThat(clock.instant()).isEqualTo(start).isEqualTo(clock.instant());
    clock.advance(Duration.ofMillis(1500));
    assertThat(clock.millis()).isEqualTo(start.toEpochMilli() + 1500);
    clock.set(start);
    assertThat(clock.instant()).isEqualTo(start);
  }
}
