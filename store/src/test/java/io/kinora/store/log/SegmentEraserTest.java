package io.kinora.store.log;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.log.LogRig.DAY;
import static io.kinora.store.log.LogRig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.FaultyDirectory.Call;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What erasing in a segment leaves behind when it is cut short, for a start without an index,
// which
/// does not know how much of the segment was durable.
final class SegmentEraserTest {
  private static final int SEEDS = 50;
  private static final Predicate<FragmentMetadata> EVEN =
      fragment -> fragment.number().sequence() % 2 == 0;

  /// What is left after a cut.
  private record Outcome(boolean cut, LogRig log) {}

  @Test
  void aPowerCutAtAnyCallLosesNothingThatLives() throws IOException {
    int calls = cutAtEveryCall(Set.of());
    assertThat(calls).isGreaterThan(10);
  }

  @Test
  void aSealThatCouldNotBeForcedIsNotTrusted() throws IOException {
    cutAtEveryCall(Set.of(1));
  }

  @Test
  void marksThatCouldNotBeForcedLoseNothingEither() throws IOException {
    cutAtEveryCall(Set.of(2));
  }

  @Test
  void whatCouldNotBeCutOffIsGoneBeforeASealMakesItCount() throws IOException {
    var rig = twoBatches();
    rig.directory.failing(Set.of(Call.FORCE_DIRECTORY, Call.TRUNCATE, Call.FORCE)::contains);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 11, T0))).isInstanceOf(IOException.class);
    rig.directory.failing(_ -> false);
    assertThat(sequences(new LogRig(copy(rig)))).contains(11L);

    assertThat(rig.log().erase(1, EVEN)).isTrue();

    assertThat(sequences(new LogRig(copy(rig)))).containsExactly(3L, 5L);
  }

  /// Cuts at each call in turn, in a pass that follows one in which these forces failed.
  ///
  /// @return how many calls the pass has
  private static int cutAtEveryCall(Set<Integer> failingForces) throws IOException {
    for (int call = 1; ; call++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        var left = cutAt(call, seed, failingForces);
        if (!left.cut) {
          return call - 1;
        }
        assertThat(sequences(left.log)).as("cut at %d, seed %d", call, seed).contains(3L, 5L);
        for (var row : left.log.rows) {
          long sequence = row.number().sequence();
          try (var stored = left.log.log().open(row).orElseThrow()) {
            LocalMediaLogTest.assertMedia(stored, fragment(1, sequence, T0, 700));
          }
        }
      }
    }
  }

  private static Outcome cutAt(int call, int seed, Set<Integer> failingForces) throws IOException {
    var rig = twoBatches();
    rig.record(rig.log().seal(_ -> true));
    if (!failingForces.isEmpty()) {
      var forces = new AtomicInteger();
      rig.directory.failing(
          it -> it == Call.FORCE && failingForces.contains(forces.incrementAndGet()));
      assertThatThrownBy(() -> rig.log().erase(1, EVEN)).isInstanceOf(IOException.class);
    }
    var calls = new AtomicInteger();
    var crashed = new AtomicReference<FaultyDirectory>();
    rig.directory.failing(
        _ -> {
          if (calls.incrementAndGet() != call) {
            return false;
          }
          crashed.set(rig.directory.crash(new SplittableRandom(seed), true));
          return true;
        });
    try {
      rig.log().erase(1, EVEN);
      return new Outcome(false, rig);
    } catch (IOException cut) {
      return new Outcome(true, new LogRig(crashed.get()));
    }
  }

  /// One segment. Of its last batch, the first record and the last one are to be erased.
  private static LogRig twoBatches() throws IOException {
    var rig = new LogRig(new FaultyDirectory());
    rig.append(DAY, fragment(1, 2, T0, 700), fragment(1, 3, T0, 700));
    rig.append(DAY, fragment(1, 4, T0, 700), fragment(1, 5, T0, 700), fragment(1, 6, T0, 700));
    return rig;
  }

  private static FaultyDirectory copy(LogRig rig) {
    return FaultyDirectory.of(Map.copyOf(rig.directory.files()));
  }

  private static Iterable<Long> sequences(LogRig rig) {
    return rig.rows.stream().map(row -> row.number().sequence()).toList();
  }
}
