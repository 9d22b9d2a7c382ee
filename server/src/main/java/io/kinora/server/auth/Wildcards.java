package io.kinora.server.auth;

/// The patterns of policies: `*` stands for any characters or none, `?` for one.
final class Wildcards {
  private Wildcards() {}

  /// Whether the whole text is as the pattern says. Takes at most the product of the two lengths in
  /// steps, whatever they are: the latest star alone is ever tried anew.
  static boolean match(String pattern, String text) {
    int inPattern = 0;
    int inText = 0;
    int star = -1;
    int behindStar = 0;
    while (inText < text.length()) {
      char expected = inPattern < pattern.length() ? pattern.charAt(inPattern) : '\0';
      if (expected == '*') {
        star = inPattern++;
        behindStar = inText;
      } else if (inPattern < pattern.length()
          && (expected == '?' || expected == text.charAt(inText))) {
        inPattern++;
        inText++;
      } else if (star >= 0) {
        inPattern = star + 1;
        inText = ++behindStar;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }
}
