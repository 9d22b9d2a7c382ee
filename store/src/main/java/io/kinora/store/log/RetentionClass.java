package io.kinora.store.log;

import io.kinora.store.ReadScope;

/// Streams whose fragments live about as long share segments, so that segments die as a whole.
///
/// Class 0 is the buffer of streams that keep nothing: never forced, gone after a restart. Class
/// `n` from 1 takes retentions above half of and up to `2^(n-1)` hours.
///
/// @param code the class's number, 0 to [#MAX]
public record RetentionClass(int code) implements Comparable<RetentionClass> {
  /// The class of the longest retention, 10 years.
  public static final int MAX = 18;

  /// The buffer of streams that keep nothing.
  public static final RetentionClass TRANSIENT = new RetentionClass(0);

  private static final long HOUR_MS = 3_600_000;

  public RetentionClass {
    if (code < 0 || code > MAX) {
      throw new IllegalArgumentException("no retention class " + code);
    }
  }

  /// The class of an archive with that retention. A stream whose retention fell to nothing while a
  /// fragment was on its way counts as the shortest.
  public static RetentionClass ofHours(int hours) {
    return new RetentionClass(
        Math.min(MAX, 33 - Integer.numberOfLeadingZeros(Math.max(hours, 1) - 1)));
  }

  /// Whether fragments of the class survive a restart.
  public boolean durable() {
    return code > 0;
  }

  /// The longest life of its fragments.
  public long lifeMs() {
    return durable() ? HOUR_MS << (code - 1) : ReadScope.BUFFER_MS;
  }

  @Override
  public int compareTo(RetentionClass other) {
    return Integer.compare(code, other.code);
  }
}
