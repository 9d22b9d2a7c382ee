package io.kinora.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void percentilesAreValuesThatOccurred() {
    var latencies = new Latencies();
    for (int i = 10_000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }

    assertThat(latencies.summary()).isEqualTo(new LoadResult.Latency(10_000, 5000, 9900, 10_000));
  }

  @Test
  void nothingHasNoPercentiles() {
    var latencies = new Latencies();
    latencies.add(1);
    latencies.clear();

    assertThat(latencies.summary()).isEqualTo(new LoadResult.Latency(0, 0, 0, 0));
  }
}
