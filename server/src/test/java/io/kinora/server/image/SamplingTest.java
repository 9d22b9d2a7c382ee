package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SamplingTest {
  @Test
  void instantsLieAnIntervalApartAndTheEndCountsIfOneIsThere() {
    assertThat(times(new Sampling(1000, 2000, 500))).containsExactly(1000, 1500, 2000);
    assertThat(times(new Sampling(1000, 1999, 500))).containsExactly(1000, 1500);
  }

  @Test
  void aRangeShorterThanTheIntervalHasItsStartAlone() {
    assertThat(times(new Sampling(1000, 1499, 500))).containsExactly(1000);
    assertThat(times(new Sampling(1000, 1000, 500))).containsExactly(1000);
  }

  @Test
  void theLongestRangeAtTheShortestIntervalFits() {
    assertThat(new Sampling(0, ImageRequest.RANGE_MS_MAX, 200).count()).isEqualTo(1501);
  }

  private static int[] times(Sampling sampling) {
    return IntStream.range(0, sampling.count()).map(i -> (int) sampling.at(i)).toArray();
  }
}
