package io.kinora.store.log;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.log.LogRig.DAY;
import static io.kinora.store.log.LogRig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.FaultyDirectory.Call;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What erasing in a segment leaves behind when it is cut short, for a start without an index: it
/// does not know how much of the segment was durable.
final class SegmentEraserTest {
  private static final String SEGMENT = "0000000000000001-06.klog";
  private static final int SEEDS = 50;

  /// What is left after a cut.
  private record Outcome(boolean cut, LogRig log) {}

  @Test
  void aPowerCutAtAnyCallLosesNothingThatLives() throws IOException {
    int calls = cutAtEveryCall(Set.of());
    assertThat(calls).isGreaterThan(10);
  }

  @Test
  void aBarrierThatCouldNotBeForcedIsNotTrusted() throws IOException {
    cutAtEveryCall(Set.of(2));
  }

  @Test
  void marksThatCouldNotBeForcedLoseNothingEither() throws IOException {
    cutAtEveryCall(Set.of(3));
  }

  @Test
  void whatCouldNotBeCutOffIsGoneBeforeABarrierMakesItCount() throws IOException {
    var rig = twoBatches();
    rig.directory.failing(Set.of(Call.FORCE_DIRECTORY, Call.TRUNCATE, Call.FORCE)::contains);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 11, T0))).isInstanceOf(IOException.class);
    rig.directory.failing(_ -> false);
    assertThat(sequences(new LogRig(copy(rig)))).contains(11L);

    assertThat(rig.log().erase(1, SegmentEraserTest::isEven)).isTrue();

    assertThat(sequences(new LogRig(copy(rig)))).containsExactly(3L, 5L);
  }

  @Test
  void ofBatchesThatWereTakenBackALaterOneDoesNotComeBackAlone() throws IOException {
    for (int call = 1; ; call++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        var rig = twoBatches();
        for (long sequence : List.of(11L, 13L)) {
          var batch = List.of(LogRig.entry(fragment(1, sequence, T0), DAY));
          rig.log().await(rig.log().write(batch));
        }
        rig.log().rollBack();
        var left = cutAt(call, seed, rig);
        if (!left.cut) {
          return;
        }
        var sequences = sequences(left.log);
        assertThat(sequences.contains(13L) && !sequences.contains(11L))
            .as("cut at %d, seed %d: %s", call, seed, sequences)
            .isFalse();
      }
    }
  }

  @Test
  void onlyTheFirstPassOfAProcessWritesABarrier() throws IOException {
    var rig = sealed();
    int bytes = rig.directory.octets(SEGMENT).length;
    for (int pass = 0; pass < 3; pass++) {
      assertThat(rig.log().erase(1, SegmentEraserTest::isEven)).isTrue();
      assertThat(rig.directory.octets(SEGMENT)).hasSize(bytes + LogFormat.BLOCK_BYTES);
    }

    assertThat(new LogRig(rig.directory).log().erase(1, SegmentEraserTest::isEven)).isTrue();

    assertThat(rig.directory.octets(SEGMENT)).hasSize(bytes + 2 * LogFormat.BLOCK_BYTES);
  }

  @Test
  void withoutRoomForABarrierNothingIsErased() throws IOException {
    var rig = sealed();
    rig.directory.capacity(rig.directory.octets(SEGMENT).length);
    assertThatThrownBy(() -> rig.log().erase(1, SegmentEraserTest::isEven))
        .hasMessageContaining("No space");
    assertThat(sequences(new LogRig(copy(rig)))).containsExactly(2L, 3L, 4L, 5L, 6L);

    rig.directory.capacity(Long.MAX_VALUE);

    assertThat(rig.log().erase(1, SegmentEraserTest::isEven)).isTrue();
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
    var rig = sealed();
    if (!failingForces.isEmpty()) {
      var forces = new AtomicInteger();
      rig.directory.failing(
          it -> it == Call.FORCE && failingForces.contains(forces.incrementAndGet()));
      assertThatThrownBy(() -> rig.log().erase(1, SegmentEraserTest::isEven))
          .isInstanceOf(IOException.class);
    }
    return cutAt(call, seed, rig);
  }

  private static Outcome cutAt(int call, int seed, LogRig rig) throws IOException {
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
      rig.log().erase(1, SegmentEraserTest::isEven);
      return new Outcome(false, rig);
    } catch (IOException cut) {
      return new Outcome(true, new LogRig(crashed.get()));
    }
  }

  private static LogRig sealed() throws IOException {
    var rig = twoBatches();
    rig.record(rig.log().seal(_ -> true));
    return rig;
  }

  /// One segment. Of its last batch, the first record and the last one are to be erased.
  private static LogRig twoBatches() throws IOException {
    var rig = new LogRig(new FaultyDirectory());
    rig.append(DAY, fragment(1, 2, T0, 700), fragment(1, 3, T0, 700));
    rig.append(DAY, fragment(1, 4, T0, 700), fragment(1, 5, T0, 700), fragment(1, 6, T0, 700));
    return rig;
  }

  private static boolean isEven(FragmentMetadata fragment) {
    return fragment.number().sequence() % 2 == 0;
  }

  private static FaultyDirectory copy(LogRig rig) {
    return FaultyDirectory.of(Map.copyOf(rig.directory.files()));
  }

  private static List<Long> sequences(LogRig rig) {
    return rig.rows.stream().map(row -> row.number().sequence()).toList();
  }
}
