package io.kinora.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FioTest {
  @Test
  void theFiguresAreFoundBehindItsWarnings() {
    var result =
        Fio.read(
            """
            fio: a warning
            {"jobs": [{
              "write": {"bw_bytes": 663655696},
              "sync": {"lat_ns": {"percentile": {"50.000000": 250000, "99.000000": 1500000}}}
            }]}
            """);

    assertThat(result).isEqualTo(new Fio.Result(663.655696, 0.25, 1.5));
  }
}
