package io.kinora.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class SeededTest {
  private static final Set<Long> DRAWN = new HashSet<>();

  @Seeded(tries = 7)
  void eachTryDrawsOtherNumbers(RandomGenerator random) {
    assertThat(DRAWN.add(random.nextLong())).isTrue();
  }

  @AfterAll
  static void allTriesRan() {
    assertThat(DRAWN).hasSize(System.getProperty("seed", "").isBlank() ? 7 : 1);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    var first = new SeededExtension.Try(42).random();
    var second = new SeededExtension.Try(42).random();

    assertThat(first.longs(10)).containsExactlyElementsOf(second.longs(10).boxed().toList());
  }

  @Test
  void anAskedSeedIsTheOnlyOne() {
    assertThat(SeededExtension.seeds(500, "-7")).containsExactly(-7L);
  }

  @Test
  void aFailureNamesItsSeedAndKeepsItsCause() {
    var cause = new IllegalStateException("torn");

    assertThat(new SeededExtension.Try(-7).failed(cause))
        .hasMessage("with -Dseed=-7: java.lang.IllegalStateException: torn")
        .hasCause(cause);
  }
}
