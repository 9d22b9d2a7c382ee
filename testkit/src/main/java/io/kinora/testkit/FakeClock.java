package io.kinora.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves when told. Safe for all threads.
public final class FakeClock implements InstantSource {
  private final AtomicReference<Instant> now;

  public FakeClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves on by `step`.
  public void advance(Duration step) {
    now.updateAndGet(instant -> instant.plus(step));
  }

  /// Jumps to `instant`, backwards too, as a corrected system clock does.
  public void set(Instant instant) {
    now.set(instant);
  }
}
