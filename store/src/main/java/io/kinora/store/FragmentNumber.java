package io.kinora.store;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;

/// The number of a fragment: 47 decimal digits whose string order, numeric order and ingestion
/// order are the same.
///
/// The value is `2^156 + (sequence << 92) + (serverTimeMs << 28) + random`.
///
/// @param sequence position in the stream, from 1, strictly increasing
/// @param serverTimeMs when the fragment's first octet arrived, epoch milliseconds, never
///     decreasing along the sequence
/// @param random 28 random bits that tell a number of this stream from one of another stream
public record FragmentNumber(long sequence, long serverTimeMs, int random)
    implements Comparable<FragmentNumber> {
  /// Decimal digits of every fragment number.
  public static final int DIGITS = 47;

  /// Bits of [#random].
  public static final int RANDOM_BITS = 28;

  private static final BigInteger VERSION = BigInteger.ONE.shiftLeft(156);
  private static final BigInteger LOW_64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final Comparator<FragmentNumber> ORDER =
      Comparator.comparingLong(FragmentNumber::sequence)
          .thenComparingLong(FragmentNumber::serverTimeMs)
          .thenComparingInt(FragmentNumber::random);

  public FragmentNumber {
    if (sequence < 0 || serverTimeMs < 0 || random < 0 || random >= 1 << RANDOM_BITS) {
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
    if (sequence.bitLength() > 63 || time.bitLength() > 63) {
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
    return VERSION
        .add(BigInteger.valueOf(sequence).shiftLeft(92))
        .add(BigInteger.valueOf(serverTimeMs).shiftLeft(RANDOM_BITS))
        .add(BigInteger.valueOf(random))
        .toString();
  }
}
