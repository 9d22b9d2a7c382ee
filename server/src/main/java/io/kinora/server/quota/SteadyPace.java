package io.kinora.server.quota;

import io.kinora.server.http.Pace;
import java.util.function.LongSupplier;

/// So much a second, without saving up what was not used. What passes at once leaves a debt, which
/// is waited for.
final class SteadyPace implements Pace {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanos;
  private double owed;
  private long paidAt;

  SteadyPace(long perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.paidAt = nanos.getAsLong();
  }

  @Override
  public long waitAfter(long count) {
    long now = nanos.getAsLong();
    owed = Math.max(0, owed - (now - paidAt) * perSecond / NANOS) + count;
    paidAt = now;
    return (long) (owed * NANOS / perSecond);
  }
}
