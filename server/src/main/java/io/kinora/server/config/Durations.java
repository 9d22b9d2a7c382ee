package io.kinora.server.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/// The written form of spans of time: `250ms`, `30s`, `5m`, `2h`, `7d`, `0`, or ISO 8601
/// (`PT1M30S`).
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private Durations() {}

  /// Reads the written form.
  ///
  /// @throws IllegalArgumentException if the text is none, or negative
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    var match = TEXT.matcher(text);
    return match.matches() ? of(Long.parseLong(match.group(1)), match.group(2)) : iso(text);
  }

  /// The shortest written form that is exact to the millisecond.
  static String format(Duration duration) {
    long ms = duration.toMillis();
    if (ms == 0) {
      return "0";
    }
    return ms % 1000 == 0 ? ms / 1000 + "s" : ms + "ms";
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Duration iso(String text) {
    Duration duration;
    try {
      duration = Duration.parse(text);
    } catch (DateTimeParseException notIso) {
      throw new IllegalArgumentException("not a duration: " + text, notIso);
    }
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration is not negative: " + text);
    }
    return duration;
  }
}
