package io.kinora.server.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;

/// Reads and writes points in time: epoch seconds with a fraction, or, for lenience when reading,
/// ISO 8601. Decimal arithmetic throughout: `1577836800.005` has no exact floating-point value.
public final class Timestamps {
  /// The last millisecond of the year 9999.
  static final long MAX_MS = 253_402_300_799_999L;

  private static final BigDecimal MILLISECOND = BigDecimal.valueOf(1, 3);
  private static final BigDecimal END_SECONDS = BigDecimal.valueOf(MAX_MS + 1, 3);

  private Timestamps() {}

  /// Epoch milliseconds as seconds with exactly three decimals.
  public static String seconds(long epochMs) {
    return BigDecimal.valueOf(epochMs, 3).toPlainString();
  }

  /// Epoch milliseconds; what is finer is cut off.
  static long read(JsonNode value, Location at) {
    if (value.isNumber()) {
      return ofSeconds(value.decimalValue(), value, at);
    }
    String text = Shapes.textOf(value, at);
    if (text.length() > Json.NUMBER_LENGTH_MAX) {
      throw unreadable(value, at);
    }
    try {
      return text.contains("T")
          ? checked(instant(text).toEpochMilli(), value, at)
          : ofSeconds(new BigDecimal(text), value, at);
    } catch (DateTimeException | NumberFormatException | ArithmeticException _) {
      throw unreadable(value, at);
    }
  }

  private static Instant instant(String text) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
  }

  private static long ofSeconds(BigDecimal seconds, JsonNode value, Location at) {
    if (seconds.signum() < 0 || seconds.compareTo(END_SECONDS) >= 0) {
      throw outOfRange(value, at);
    }
    // Comparing first keeps the exponent of 1E-999999999 from being written out in digits.
    return seconds.compareTo(MILLISECOND) < 0
        ? 0
        : seconds.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  private static long checked(long epochMs, JsonNode value, Location at) {
    if (epochMs < 0 || epochMs > MAX_MS) {
      throw outOfRange(value, at);
    }
    return epochMs;
  }

  private static ApiException outOfRange(JsonNode value, Location at) {
    return at.violation(
        Shapes.quoted(value), "Member must be a timestamp from 1970 to the year 9999");
  }

  private static ApiException unreadable(JsonNode value, Location at) {
    return at.violation(Shapes.quoted(value), "Member must be a timestamp in epoch seconds");
  }
}
