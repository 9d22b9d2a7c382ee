package io.kinora.store;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/// The number of a fragment: 47 decimal digits whose string order, numeric order and ingestion
/// order are the same.
///
/// The value is `2^156 + (sequence << 92) + (serverTimeMs << 28) + random`.
///
/// @param sequence position in the stream, from 1, strictly increasing, at most [#MAX_SEQUENCE]
/// @param serverTimeMs when the fragment's first octet arrived, epoch milliseconds, never
///     decreasing along the sequence
/// @param random 28 random bits that tell a number of this stream from one of another stream
public record FragmentNumber(long sequence, long serverTimeMs, int random)
    implements Comparable<FragmentNumber> {
  /// Decimal digits of every fragment number.
  public static final int DIGITS = 47;

  /// Bits of [#random].
  public static final int RANDOM_BITS = 28;

  /// With a higher sequence a number would have more digits.
  public static final long MAX_SEQUENCE = 1L << 60;

  private static final long LIMB_MASK = 0xFFFF_FFFFL;
  private static final int GROUP_DIGITS = 9;
  private static final long GROUP = 1_000_000_000;

  private static final BigInteger VERSION = BigInteger.ONE.shiftLeft(156);
  private static final BigInteger LOW_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final Comparator<FragmentNumber> ORDER =
      Comparator.comparingLong(FragmentNumber::sequence)
          .thenComparingLong(FragmentNumber::serverTimeMs)
          .thenComparingInt(FragmentNumber::random);

  public FragmentNumber {
    if (sequence < 0
        || sequence > MAX_SEQUENCE
        || serverTimeMs < 0
        || random < 0
        || random >= 1 << RANDOM_BITS) {
      throw new IllegalArgumentException(
          "fragment number out of range: " + sequence + ", " + serverTimeMs + ", " + random);
    }
  }

  /// Reads a number of our layout; empty if the text is no such number.
  public static Optional<FragmentNumber> parse(String digits) {
    if (digits.length() != DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    var value = new BigInteger(digits).subtract(VERSION);
    if (value.signum() < 0 || value.bitLength() > 156) {
      return Optional.empty();
    }
    var sequence = value.shiftRight(92);
    var time = value.shiftRight(RANDOM_BITS).and(LOW_64);
    if (sequence.compareTo(BigInteger.valueOf(MAX_SEQUENCE)) > 0 || time.bitLength() > 63) {
      return Optional.empty();
    }
    int random = value.intValue() & ((1 << RANDOM_BITS) - 1);
    return Optional.of(new FragmentNumber(sequence.longValue(), time.longValue(), random));
  }

  @Override
  public int compareTo(FragmentNumber other) {
    return ORDER.compare(this, other);
  }

  /// The 47 digits.
  @Override
  public String toString() {
    // Made for every fragment that is listed, sent or acknowledged: so by hand, nine digits for
    // each division of a number of five limbs.
    long high = 1L << 28 | sequence >>> 36;
    long middle = sequence << 28 | serverTimeMs >>> 36;
    long low = serverTimeMs << 28 | random;
    long[] limbs = {high, middle >>> 32, middle & LIMB_MASK, low >>> 32, low & LIMB_MASK};
    var digits = new byte[DIGITS];
    int at = DIGITS;
    while (at > 0) {
      long rest = 0;
      for (int i = 0; i < limbs.length; i++) {
        long dividend = rest << 32 | limbs[i];
        limbs[i] = dividend / GROUP;
        rest = dividend % GROUP;
      }
      int group = (int) rest;
      for (int end = Math.max(0, at - GROUP_DIGITS); at > end; group /= 10) {
        at--;
        digits[at] = (byte) ('0' + group % 10);
      }
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }
}
