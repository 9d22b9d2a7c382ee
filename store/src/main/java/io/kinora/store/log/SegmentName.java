package io.kinora.store.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a media segment's file is called.
///
/// @param number the segment
/// @param retention its class
record SegmentName(long number, RetentionClass retention) implements Comparable<SegmentName> {
  private static final Pattern PATTERN = Pattern.compile("([0-7][0-9a-f]{15})-([0-9]{2})\\.klog");

  static Optional<SegmentName> parse(String name) {
    var match = PATTERN.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    int code = Integer.parseInt(match.group(2));
    return code > RetentionClass.MAX
        ? Optional.empty()
        : Optional.of(
            new SegmentName(Long.parseLong(match.group(1), 16), new RetentionClass(code)));
  }

  @Override
  public int compareTo(SegmentName other) {
    return Long.compare(number, other.number);
  }

  /// The file's name.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x-%02d.klog", number, retention.code());
  }
}
