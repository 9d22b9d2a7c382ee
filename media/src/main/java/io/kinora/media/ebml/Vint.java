package io.kinora.media.ebml;

/// Variable-size integers: the count of leading zero bits of the first octet, plus one, is the
/// width; the bit behind them is a marker and no part of the value.
public final class Vint {
  /// Widest integer, in octets.
  public static final int MAX_WIDTH = 8;

  /// The size "unknown": all value bits are one, in any width.
  public static final long UNKNOWN = -1;

  private Vint() {}

  /// Octets of the integer that starts with the given octet; above [#MAX_WIDTH] if none does.
  public static int width(int firstOctet) {
    return Integer.numberOfLeadingZeros(firstOctet & 0xFF) - 23;
  }

  /// The value, marker removed, of the integer in the most significant octets of `word`.
  public static long value(long word, int width) {
    return (word << width) >>> (width + Byte.SIZE * (MAX_WIDTH - width));
  }

  /// Like [#value], but [#UNKNOWN] if all value bits are one.
  public static long size(long word, int width) {
    long value = value(word, width);
    return value == greatest(width) ? UNKNOWN : value;
  }

  /// The value with all bits one, which as a size means "unknown".
  public static long greatest(int width) {
    return (1L << (7 * width)) - 1;
  }
}
