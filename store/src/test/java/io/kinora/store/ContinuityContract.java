package io.kinora.store;

import static io.kinora.store.Fragments.all;
import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.Fragments.timed;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.Fragments.Timing;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How every engine counts the fragments of a stream. An engine's test extends this and says how a
/// store is opened.
public abstract class ContinuityContract {
  private static final long T0 = 1_700_000_000_000L;

  private FragmentStore store;
  private long streamId;
  private long sequence;

  /// Opens the store under test, the same one after it was closed.
  protected abstract FragmentStore open() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
    streamId = stream(store, "cam").id();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Continuity append(long serverTimeMs, long producerTimeMs, long durationMs, long setup) {
    var timing = new Timing(serverTimeMs, producerTimeMs, durationMs);
    return store.append(timed(streamId, ++sequence, timing, setup)).join().continuity();
  }

  @Test
  void whatWasSaidOfAFragmentIsKept() throws IOException {
    var fragment = fragment(streamId, 1, T0);

    var row = store.append(fragment).join();

    assertThat(row.presentation()).isEqualTo(fragment.presentation());
    assertThat(store.find(all(streamId), row.number())).contains(row);
  }

  @Test
  void ordinalsGoUpByOneAlsoAcrossRestartsAndForEachStreamAlone() throws IOException {
    var other = stream(store, "other").id();
    for (long ordinal = 1; ordinal <= 30; ordinal++) {
      // Sequences have gaps, and those of two sessions alternate.
      long next = ordinal % 2 == 0 ? ordinal * 7 : 10_000 + ordinal;
      var row = store.append(fragment(streamId, next, T0 + ordinal)).join();
      assertThat(row.continuity().ordinal()).isEqualTo(ordinal);
      if (ordinal % 3 == 0) {
        var second = store.append(fragment(other, ordinal, T0)).join();
        assertThat(second.continuity().ordinal()).isEqualTo(ordinal / 3);
      }
      if (ordinal % 10 == 5) {
        store.close();
        store = open();
      }
    }
  }

  @Test
  void whatIsAppendedAtOnceIsCountedInTheOrderOfTheCalls() throws IOException {
    CompletableFuture.allOf(
            LongStream.rangeClosed(1, 300)
                .mapToObj(i -> store.append(fragment(streamId, i, T0 + i)))
                .toArray(CompletableFuture[]::new))
        .join();

    assertThat(store.after(all(streamId), 0, 1000))
        .hasSize(300)
        .allMatch(row -> row.continuity().ordinal() == row.number().sequence());
  }

  @Test
  void elapsedTimeIsTheSumOfWhatPlayersShowedBefore() {
    assertThat(append(T0, 0, 1000, 1).elapsedMs()).isZero();
    assertThat(append(T0, 0, 500, 1).elapsedMs()).isEqualTo(1000);
    assertThat(append(T0, 0, 0, 1).elapsedMs()).isEqualTo(1500);
    assertThat(append(T0, 0, 1, 1).elapsedMs()).as("never nothing").isEqualTo(1501);
  }

  @Test
  void playersShowTheMainTrack() {
    assertThat(new Presentation(1, 0, 2000, 2100, true).playedMs(2100)).isEqualTo(2000);
    assertThat(new Presentation(1, 0, 0, 2100, true).playedMs(2200)).isEqualTo(2100);
    assertThat(new Presentation(1, 0, 0, 0, true).playedMs(2200)).isEqualTo(2200);
    assertThat(new Presentation(1, 0, 0, 0, true).playedMs(0)).isEqualTo(1);
  }

  @Test
  void octetsAreSummedToo() throws IOException {
    for (long i = 1; i <= 5; i++) {
      store.append(fragment(streamId, i, T0, (int) (1000 * i))).join();
    }
    long before = 0;
    for (var row : store.after(all(streamId), 0, 10)) {
      assertThat(row.continuity().storedBytes()).isEqualTo(before);
      before += row.sizeBytes();
    }
    assertThat(before).isGreaterThan(15_000);
  }

  @Test
  void aStreamBeginsWithoutBreaks() {
    assertThat(append(T0, 0, 1000, 7)).isEqualTo(new Continuity(1, 0, 0, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void aStartIsABreakWhenItIsMoreThanFiftyMillisecondsFromTheEndBefore() {
    append(T0, 0, 1000, 1);
    var exact = append(T0 + 1000, 1050, 1000, 1);
    assertThat(exact.producerBreaks()).isZero();
    assertThat(exact.serverBreaks()).isZero();
    var late = append(T0 + 1950, 2101, 1000, 1);
    assertThat(late.producerBreaks()).isEqualTo(1);
    assertThat(late.serverBreaks()).isZero();
    var early = append(T0 + 3001, 3051, 1000, 1);
    assertThat(early.producerBreaks()).isEqualTo(1);
    assertThat(early.serverBreaks()).isEqualTo(1);
    var overlap = append(T0 + 4001, 4000, 1000, 1);
    assertThat(overlap.producerBreaks()).isEqualTo(2);
    assertThat(overlap.serverBreaks()).isEqualTo(1);
  }

  @Test
  void pausesAreGapsAboveASecondThatBothClocksHave() {
    append(T0, 0, 1000, 1);
    assertThat(append(T0 + 2000, 2000, 1000, 1).gapsMs()).as("a second").isZero();
    assertThat(append(T0 + 4001, 4001, 1000, 1).gapsMs()).isEqualTo(1001);
    assertThat(append(T0 + 8001, 7001, 1000, 1).gapsMs()).as("the shorter").isEqualTo(3001);
    assertThat(append(T0 + 11_001, 20_001, 1000, 1).gapsMs()).as("of both").isEqualTo(5001);
  }

  @Test
  void gapsOfOneClockAreNoPauseWhateverTheOtherHasElsewhere() {
    append(T0, 0, 1000, 1);
    assertThat(append(T0 + 1000, 3_600_000, 1000, 1).gapsMs()).as("set forward").isZero();
    assertThat(append(T0 + 32_000, 3_601_000, 1000, 1).gapsMs()).as("held up").isZero();
    assertThat(append(T0 + 32_001, 3_602_000, 1000, 1).gapsMs()).as("in a burst").isZero();
    assertThat(append(T0 + 90_000, 500, 1000, 1).gapsMs()).as("set back").isZero();
  }

  @Test
  void howMuchWasPlayedBeforeTheLastPauseIsKept() throws IOException {
    assertThat(append(T0, 0, 1000, 1).gapElapsedMs()).isZero();
    assertThat(append(T0 + 1000, 1000, 500, 1).gapElapsedMs()).isZero();
    assertThat(append(T0 + 5000, 5000, 1000, 1).gapElapsedMs()).isEqualTo(1500);
    store.close();
    store = open();
    assertThat(append(T0 + 6000, 6000, 1000, 1).gapElapsedMs()).isEqualTo(1500);
    assertThat(append(T0 + 9000, 9000, 1000, 1).gapElapsedMs()).isEqualTo(3500);
  }

  @Test
  void anotherConfigurationIsABreakOnBothClocks() {
    append(T0, 0, 1000, 1);
    var same = append(T0 + 1000, 1000, 1000, 1);
    assertThat(same).isEqualTo(new Continuity(2, 1000, 0, 1, 0, 0, 0, 0, 1210));
    var other = append(T0 + 2000, 2000, 1000, 2);
    assertThat(other).isEqualTo(new Continuity(3, 2000, 1, 3, 1, 1, 0, 0, 2430));
    var still = append(T0 + 3000, 3000, 1000, 2);
    assertThat(still).isEqualTo(new Continuity(4, 3000, 1, 3, 1, 1, 0, 0, 3630));
    var back = append(T0 + 4000, 4000, 1000, 1);
    assertThat(back).isEqualTo(new Continuity(5, 4000, 2, 5, 2, 2, 0, 0, 4840));
  }

  @Test
  void theNewestAreThoseAppendedLast() throws IOException {
    for (long i = 1; i <= 20; i++) {
      append(T0 + i, -i, 1, 1);
    }
    var scope = all(streamId);

    assertThat(store.newest(scope, 3))
        .extracting(row -> row.continuity().ordinal())
        .containsExactly(20L, 19L, 18L);
    assertThat(store.newest(new ReadScope(streamId, T0 + 19, true), 3)).hasSize(2);
    assertThat(store.newest(all(streamId + 1), 3)).isEmpty();
  }

  @Test
  void aFragmentIsFoundByItsOrdinal() throws IOException {
    for (long i = 1; i <= 3; i++) {
      append(T0 + i, i, 1, 1);
    }
    var scope = new ReadScope(streamId, T0 + 2, true);

    assertThat(store.at(all(streamId), 1)).isPresent();
    assertThat(store.at(scope, 1)).as("expired").isEmpty();
    assertThat(store.at(scope, 2).orElseThrow().number().sequence()).isEqualTo(2);
    assertThat(store.at(scope, 4)).isEmpty();
    assertThat(store.afterOrdinal(all(streamId), 1, 5))
        .extracting(row -> row.continuity().ordinal())
        .containsExactly(2L, 3L);
    assertThat(store.afterOrdinal(all(streamId), 0, 2)).hasSize(2);
    assertThat(store.afterOrdinal(scope, 0, 1))
        .as("expired")
        .isEqualTo(store.newest(scope, 2).subList(1, 2));
    assertThat(store.afterOrdinal(scope, 3, 5)).isEmpty();
    store.streams().delete(streamId, _ -> {});
    assertThat(store.at(scope, 2)).isEmpty();
    assertThat(store.afterOrdinal(scope, 0, 5)).isEmpty();
    assertThat(store.newest(scope, 1)).isEmpty();
  }
}
