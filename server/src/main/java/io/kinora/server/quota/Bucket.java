package io.kinora.server.quota;

/// A bucket of tokens: fills at a constant rate up to what a second brings, and lets somebody take
/// as long as there is any. A request for more than there is leaves a debt, so that a large one
/// passes too, and delays those behind it.
///
/// Not for several threads.
final class Bucket {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private double tokens;
  private long filledAt;

  Bucket(int perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.filledAt = nowNanos;
  }

  /// Whether there is something to take.
  boolean has(long nowNanos) {
    tokens = Math.min(perSecond, tokens + (nowNanos - filledAt) * perSecond / NANOS);
    filledAt = nowNanos;
    return tokens >= 1;
  }

  void take(int wanted) {
    tokens -= wanted;
  }
}
