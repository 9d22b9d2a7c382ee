package io.kinora.benchmarks;

/// What a figure is to reach; docs/performance.md says why.
///
/// @param value the limit; meaningless where there is none
record Goal(Kind kind, double value) {
  enum Kind {
    NONE,
    AT_LEAST,
    AT_MOST
  }

  static final Goal NONE = new Goal(Kind.NONE, 0);

  static Goal atLeast(double value) {
    return new Goal(Kind.AT_LEAST, value);
  }

  static Goal atMost(double value) {
    return new Goal(Kind.AT_MOST, value);
  }

  /// The goal, and whether a median meets it.
  String verdict(double median) {
    return switch (kind) {
      case NONE -> "";
      case AT_LEAST -> mark(median >= value) + "≥ " + Figure.number(value);
      case AT_MOST -> mark(median <= value) + "≤ " + Figure.number(value);
    };
  }

  private static String mark(boolean met) {
    return met ? "met     " : "MISSED  ";
  }
}
