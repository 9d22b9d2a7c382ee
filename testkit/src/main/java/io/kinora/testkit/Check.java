package io.kinora.testkit;

/// What must hold, millions of times in a row: [FuzzTarget]s have no time for more.
public final class Check {
  private Check() {}

  /// @param otherwise what is wrong if it does not hold
  public static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
