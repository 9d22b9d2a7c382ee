package io.kinora.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.testkit.Seeded;
import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class FragmentNumberTest {
  private static final int MAX_RANDOM = (1 << FragmentNumber.RANDOM_BITS) - 1;

  private static String digits(FragmentNumber number) {
    return BigInteger.ONE
        .shiftLeft(156)
        .add(BigInteger.valueOf(number.sequence()).shiftLeft(92))
        .add(BigInteger.valueOf(number.serverTimeMs()).shiftLeft(FragmentNumber.RANDOM_BITS))
        .add(BigInteger.valueOf(number.random()))
        .toString();
  }

  private static void assertDigits(FragmentNumber number) {
    var text = number.toString();
    assertThat(text).isEqualTo(digits(number)).hasSize(FragmentNumber.DIGITS);
    assertThat(FragmentNumber.parse(text)).contains(number);
  }

  @Test
  void theSmallestAndTheLargestNumbersHave47Digits() {
    for (long sequence : List.of(0L, 1L, FragmentNumber.MAX_SEQUENCE)) {
      for (long timeMs : List.of(0L, 1L, Long.MAX_VALUE)) {
        for (int random : List.of(0, 1, MAX_RANDOM)) {
          assertDigits(new FragmentNumber(sequence, timeMs, random));
        }
      }
    }
  }

  @Seeded(tries = 200)
  void digitsAreThoseOfTheBinaryNumber(RandomGenerator random) {
    assertDigits(
        new FragmentNumber(
            random.nextLong(FragmentNumber.MAX_SEQUENCE) >>> random.nextInt(60),
            random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63),
            random.nextInt(MAX_RANDOM + 1)));
  }

  @Test
  void aSequenceThatWouldNeedMoreDigitsIsNoSequence() {
    assertThatThrownBy(() -> new FragmentNumber(FragmentNumber.MAX_SEQUENCE + 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(FragmentNumber.parse("9".repeat(FragmentNumber.DIGITS))).isEmpty();
  }
}
