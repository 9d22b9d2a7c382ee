package io.kinora.server.config;

import java.util.regex.Pattern;

/// A number of octets, written `256MiB` (powers of 1024), `50MB` (powers of 1000) or plain.
///
/// @param octets how many, not negative
public record ByteSize(long octets) implements Comparable<ByteSize> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s?(?:([KMGT])(i)?)?B?");
  private static final String PREFIXES = "KMGT";

  public ByteSize {
    if (octets < 0) {
      throw new IllegalArgumentException("a size is not negative: " + octets);
    }
  }

  /// Reads the written form.
  ///
  /// @throws IllegalArgumentException if the text is no size, or one above [Long#MAX_VALUE]
  public static ByteSize parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("not a size: " + text);
    }
    long octets = Long.parseLong(match.group(1));
    if (match.group(2) != null) {
      int base = match.group(3) != null ? 1024 : 1000;
      for (int i = 0; i <= PREFIXES.indexOf(match.group(2)); i++) {
        octets = multiply(octets, base, text);
      }
    }
    return new ByteSize(octets);
  }

  public static ByteSize ofMiB(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /// The octets as a length of an array or buffer.
  ///
  /// @throws ArithmeticException above [Integer#MAX_VALUE]
  public int intOctets() {
    return Math.toIntExact(octets);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(octets, other.octets);
  }

  /// The shortest written form that is exact.
  @Override
  public String toString() {
    long value = octets;
    int power = 0;
    while (power < PREFIXES.length() && value > 0 && value % 1024 == 0) {
      value /= 1024;
      power++;
    }
    return power == 0 ? value + "B" : value + PREFIXES.substring(power - 1, power) + "iB";
  }

  private static long multiply(long octets, int base, String text) {
    if (octets > Long.MAX_VALUE / base) {
      throw new IllegalArgumentException("size too large: " + text);
    }
    return octets * base;
  }
}
