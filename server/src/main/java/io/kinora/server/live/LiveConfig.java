package io.kinora.server.live;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.time.Duration;
import java.util.List;

/// Limits of GetMedia.
///
/// @param idleTimeout time without data after which a response ends
/// @param stallTimeout time a reader may take no octet before it is cut off
/// @param maxDuration of a response; zero for no limit
/// @param maxReadersPerStream 0 for no limit
public record LiveConfig(
    Duration idleTimeout, Duration stallTimeout, Duration maxDuration, int maxReadersPerStream) {
  private static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("live.idle-timeout", "3s", "Time without data after which GetMedia ends.");
  private static final Key<Duration> STALL_TIMEOUT =
      Key.duration(
          "live.stall-timeout", "30s", "Time a reader may take no octet before it is cut off.");
  private static final Key<Duration> MAX_DURATION =
      Key.duration("live.max-duration", "0", "Longest GetMedia response; 0: any.").inAws("45m");
  private static final Key<Integer> MAX_READERS_PER_STREAM =
      Key.count(
              "live.max-readers-per-stream",
              "0",
              "Most GetMedia responses of one stream; 0: any number.")
          .inAws("3");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(IDLE_TIMEOUT, STALL_TIMEOUT, MAX_DURATION, MAX_READERS_PER_STREAM);

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  public LiveConfig {
    Bounds.check(IDLE_TIMEOUT, idleTimeout, MILLISECOND, HOUR);
    Bounds.check(STALL_TIMEOUT, stallTimeout, MILLISECOND, HOUR);
    Bounds.check(MAX_DURATION, maxDuration, Duration.ZERO, YEAR);
    Bounds.check(MAX_READERS_PER_STREAM, maxReadersPerStream, 0, 1_000_000);
  }

  /// Reads the keys.
  public static LiveConfig from(Settings settings) {
    return new LiveConfig(
        settings.get(IDLE_TIMEOUT),
        settings.get(STALL_TIMEOUT),
        settings.get(MAX_DURATION),
        settings.get(MAX_READERS_PER_STREAM));
  }
}
