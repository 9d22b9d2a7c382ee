package io.kinora.benchmarks;

import java.util.Locale;

/// One line of the report: what was measured, on what, in which unit, and what it is to reach.
///
/// @param part the part of the benchmark
/// @param subject what was loaded, and how
/// @param measure what was measured
record Figure(String part, String subject, String measure, String unit, Goal goal) {
  /// A number with three significant digits.
  static String number(double value) {
    if (value == 0 || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int decimals = 2 - (int) Math.floor(Math.log10(Math.abs(value)));
    return String.format(Locale.ROOT, "%." + Math.clamp(decimals, 0, 6) + "f", value);
  }
}
