package io.kinora.server.config;

import java.time.Duration;

/// Range checks of configuration records; the messages name the key.
public final class Bounds {
  private Bounds() {}

  /// Requires `low <= value <= high`.
  public static void check(Key<Integer> key, int value, int low, int high) {
    if (value < low || value > high) {
      throw outside(key, low, high, value);
    }
  }

  /// Requires `low <= value <= high`.
  public static void check(Key<ByteSize> key, ByteSize value, ByteSize low, ByteSize high) {
    if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
      throw outside(key, low, high, value);
    }
  }

  /// Requires `low <= value <= high`.
  public static void check(Key<Duration> key, Duration value, Duration low, Duration high) {
    if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
      throw outside(key, Durations.format(low), Durations.format(high), Durations.format(value));
    }
  }

  private static ConfigException outside(Key<?> key, Object low, Object high, Object value) {
    return new ConfigException(
        "%s must be %s to %s, not %s".formatted(key.name(), low, high, value));
  }
}
