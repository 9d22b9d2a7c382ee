package io.kinora.server.playback;

import static io.kinora.server.playback.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.config.Leniency;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.TimeAxis;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which fragments are one recording.
final class DeduplicationTest {
  private static final Deduplication USUAL =
      new Deduplication(Duration.ofMinutes(5), Leniency.ACCEPT);

  private static final long MINUTE = 60_000;
  private static final long T = 1_700_000_000_000L;

  @Test
  void theServersClockKeepsEverythingInTheOrderOfNumbers() {
    var rows = List.of(row(2, T + 1000, T), row(1, T, T), row(3, T + 1000, T));
    assertThat(sequences(USUAL.of(rows, TimeAxis.SERVER))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void theProducersClockOrdersByStart() {
    assertThat(played(row(1, T, T + 4000), row(2, T + 1, T), row(3, T + 2, T + 2000)))
        .containsExactly(2L, 3L, 1L);
  }

  @Test
  void whatAProducerSendsAgainAfterAReconnectReplacesTheSameStart() {
    assertThat(
            played(
                row(1, T, T),
                row(2, T + 1000, T + 1000),
                row(3, T + 9000, T),
                row(4, T + 9001, T + 1000),
                row(5, T + 9002, T + 2000)))
        .containsExactly(3L, 4L, 5L);
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    var rows =
        Arrays.asList(
            row(1, T, T),
            row(2, T + 1000, T + 1000),
            row(3, T + 9000, T),
            row(4, T + 99, T + 5000));
    var expected = played(rows);
    Collections.reverse(rows);
    assertThat(played(rows)).isEqualTo(expected);
  }

  @Test
  void theWindowIsInclusive() {
    long window = USUAL.window().toMillis();
    assertThat(played(row(1, T, T), row(2, T + window, T))).containsExactly(2L);
    assertThat(played(row(1, T, T), row(2, T + window + 1, T))).containsExactly(1L);
  }

  @Test
  void theWindowCanBeAnother() {
    var rows = List.of(row(1, T, T), row(2, T + 2000, T));
    assertThat(
            sequences(
                new Deduplication(Duration.ofSeconds(1), Leniency.ACCEPT)
                    .of(rows, TimeAxis.PRODUCER)))
        .containsExactly(1L);
  }

  @Test
  void aFileUploadedAgainMuchLaterChangesNothing() {
    long later = T + 60 * MINUTE;
    assertThat(
            played(
                row(1, T, T),
                row(2, T + 100, T + 1000),
                row(3, T + 200, T + 2000),
                row(4, later, T),
                row(5, later + 100, T + 1000),
                row(6, later + 200, T + 1500),
                row(7, later + 300, T + 2000)))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void footageThatFillsAGapIsPlayedWheneverItComes() {
    long later = T + 600 * MINUTE;
    assertThat(
            played(
                row(1, T, T),
                row(2, T + 9000, T + 9000),
                row(3, later, T + 1000),
                row(4, later + 1, T + 7500),
                row(5, later + 2, T + 8500)))
        .as("what ends where something begins does not overlap it; 5 does")
        .containsExactly(1L, 3L, 4L, 2L);
  }

  @Test
  void lateFootageCanBeRefused() {
    var rows =
        List.of(row(1, T, T), row(2, T + 9000, T + 9000), row(3, T + 600 * MINUTE, T + 4000));

    assertThat(played(rows)).containsExactly(1L, 3L, 2L);
    assertThat(
            sequences(
                new Deduplication(USUAL.window(), Leniency.REFUSE).of(rows, TimeAxis.PRODUCER)))
        .containsExactly(1L, 2L);
  }

  @Test
  void aLaterCollectionIsNotPlayedWhereALongFragmentReachesOver() {
    long later = T + 600 * MINUTE;
    assertThat(
            played(
                row(1, T, T, 20_000),
                row(2, T + 100, T + 100, 500),
                row(3, later, T + 15_000, 1000),
                row(4, later + 1, T + 20_000, 1000)))
        .containsExactly(1L, 2L, 4L);
  }

  @Test
  void differentStartsOfOneCollectionAreAllKeptThoughTheyOverlap() {
    assertThat(played(row(1, T, T, 5000), row(2, T + 1000, T + 1000), row(3, T + 2000, T + 1500)))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void nothingBecomesNothing() {
    assertThat(played()).isEmpty();
  }

  private static List<Long> played(FragmentMetadata... rows) {
    return played(Arrays.asList(rows));
  }

  private static List<Long> played(List<FragmentMetadata> rows) {
    return sequences(USUAL.of(rows, TimeAxis.PRODUCER));
  }

  private static List<Long> sequences(List<FragmentMetadata> rows) {
    return rows.stream().map(row -> row.number().sequence()).toList();
  }
}
