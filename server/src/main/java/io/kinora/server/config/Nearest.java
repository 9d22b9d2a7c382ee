package io.kinora.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the name that was probably meant.
public final class Nearest {
  private Nearest() {}

  /// `; did you mean NAME?`, or nothing when no name is near.
  public static String hint(String wrong, Collection<String> names) {
    return find(wrong, names).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /// The name with the fewest edits from `wrong`; empty if more than half of it would change.
  static Optional<String> find(String wrong, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> edits(wrong, name)))
        .filter(name -> edits(wrong, name) <= Math.max(2, wrong.length() / 2));
  }

  /// Levenshtein's distance.
  private static int edits(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[to.length()];
  }
}
