package io.kinora.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  @TempDir private Path folder;

  @Test
  void aFigureIsTheMedianOfItsSamplesBesideItsGoal() {
    var report = new Report(Map.of("cpu", "one"));
    var figure = new Figure("part", "subject", "measure", "ms", Goal.atMost(5));
    report.add(figure, 4);
    report.add(figure, 9);
    report.add(figure, 5.5);

    assertThat(report.text()).containsSubsequence("cpu", "one", "part", "subject", "measure");
    assertThat(report.text()).containsSubsequence("5.50", "ms", "4.00–9.00", "MISSED  ≤ 5.00");
    assertThat(report.json()).contains("\"median\" : 5.5");
  }

  @Test
  void aRunGoesOnWithWhatWasMeasuredOfTheSameCommit() throws IOException {
    var report = new Report(Map.of("commit", "a"));
    var figure = new Figure("part", "subject", "measure", "ms", Goal.atMost(5));
    report.add(figure, 4);
    report.add(new Figure("other", "subject", "measure", "ms", Goal.NONE), 7);
    var file = folder.resolve("figures").resolve("part.json");
    report.keep("part", file);

    var later = new Report(Map.of("commit", "a"));
    assertThat(later.restore(file)).isTrue();
    later.add(figure, 5);
    assertThat(later.text()).contains("4.00–5.00", "met").doesNotContain("other");
    assertThat(new Report(Map.of("commit", "b")).restore(file)).isFalse();
    assertThat(later.restore(folder.resolve("none"))).isFalse();
  }

  @Test
  void goalsHoldAtTheirLimit() {
    assertThat(Goal.atLeast(0.8).verdict(0.8)).startsWith("met");
    assertThat(Goal.atLeast(0.8).verdict(0.79)).startsWith("MISSED");
    assertThat(Goal.atMost(5).verdict(5)).startsWith("met");
    assertThat(Goal.NONE.verdict(1)).isEmpty();
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetween() {
    assertThat(Report.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
  }

  @Test
  void numbersHaveThreeDigits() {
    assertThat(List.of(0.0, 0.01234, 1.5, 56.789, 1234.5).stream().map(Figure::number))
        .containsExactly("0", "0.0123", "1.50", "56.8", "1,235");
  }
}
