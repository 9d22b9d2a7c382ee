package io.kinora.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.log.CatalogChange.SequencesReserved;
import io.kinora.store.log.CatalogChange.State;
import io.kinora.store.log.FaultyDirectory.Call;
import io.kinora.testkit.FakeClock;
import io.kinora.testkit.Seeded;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What one life of the catalog's log leaves to the next.
final class CatalogLogTest {
  private static final List<CatalogChange> FIRST = List.of(new SequencesReserved(1, 1000));
  private static final List<CatalogChange> SECOND = List.of(new SequencesReserved(1, 2000));
  private static final List<CatalogChange> THIRD = List.of(new SequencesReserved(1, 3000));

  private final List<CatalogChange> read = new ArrayList<>();

  private CatalogLog open(FaultyDirectory directory, Optional<CatalogPosition> applied)
      throws IOException {
    read.clear();
    return CatalogLog.open(
        directory,
        LogRig.STORE,
        new FakeClock(Instant.ofEpochMilli(LogRig.T0)),
        new CatalogLog.Known(applied, false),
        (changes, _, _) -> read.addAll(changes));
  }

  @Test
  void anIndexThatHasItAllGoesOnInTheSameFile() throws IOException {
    var directory = new FaultyDirectory();
    CatalogPosition applied;
    try (var log = open(directory, Optional.empty())) {
      applied = log.append(FIRST);
    }
    try (var log = open(directory, Optional.of(applied))) {
      assertThat(read).isEmpty();
      assertThat(log.isBroken()).isFalse();
      log.append(SECOND);
    }
    assertThat(directory.fileNames()).containsExactly("0000000000000001.klog");
  }

  @Seeded(tries = 20)
  void theNameOfAFileIsDurableBeforeAnythingIsTakenFromIt(RandomGenerator random)
      throws IOException {
    var first = new FaultyDirectory();
    first.failing(call -> call == Call.FORCE_DIRECTORY);
    assertThatThrownBy(() -> open(first, Optional.empty())).isInstanceOf(IOException.class);
    first.failing(_ -> false);
    CatalogPosition applied;
    try (var log = open(first, Optional.empty())) {
      applied = log.position();
    }

    open(first.crash(random, true), Optional.of(applied)).close();
  }

  @Seeded(tries = 20)
  void nothingIsWrittenBehindWhatOnlyMemoryMayHave(RandomGenerator random) throws IOException {
    var first = new FaultyDirectory();
    var before = open(first, Optional.empty()).append(FIRST);
    try (var log = open(first, Optional.of(before))) {
      first.failing(call -> call == Call.FORCE || call == Call.TRUNCATE);
      assertThatThrownBy(() -> log.append(SECOND)).isInstanceOf(IOException.class);
    }

    var second = first.crash(random, false);
    try (var log = open(second, Optional.of(before))) {
      assertThat(read).isEqualTo(SECOND);
      assertThatThrownBy(() -> log.append(THIRD)).isInstanceOf(IOException.class);
      log.compact(List.of(new State(1, 1), SECOND.getFirst()).iterator());
      log.append(THIRD);
    }

    open(second.crash(random, true), Optional.empty()).close();
    assertThat(read).containsExactly(new State(1, 1), SECOND.getFirst(), THIRD.getFirst());
  }

  @Test
  void aSnapshotThatCannotBeNamedLeavesTheWayToTheNext() throws IOException {
    var directory = new FaultyDirectory();
    try (var log = open(directory, Optional.empty())) {
      directory.failing(call -> call == Call.RENAME);
      assertThatThrownBy(() -> log.compact(List.<CatalogChange>of(new State(1, 1)).iterator()))
          .isInstanceOf(IOException.class);
      directory.failing(_ -> false);

      log.compact(List.of(new State(1, 1), FIRST.getFirst()).iterator());
      log.append(SECOND);
    }

    assertThat(directory.fileNames()).containsExactly("0000000000000003.klog");
    open(directory, Optional.empty()).close();
    assertThat(read).containsExactly(new State(1, 1), FIRST.getFirst(), SECOND.getFirst());
  }

  @Test
  void anOldFileThatCannotBeDeletedIsDeletedAtTheNextStart() throws IOException {
    var directory = new FaultyDirectory();
    try (var log = open(directory, Optional.empty())) {
      directory.failing(call -> call == Call.DELETE);
      log.compact(List.of(new State(1, 1), FIRST.getFirst()).iterator());
      log.append(SECOND);
      directory.failing(_ -> false);
    }
    assertThat(directory.fileNames()).hasSize(2);

    open(directory, Optional.empty()).close();

    assertThat(read).containsExactly(new State(1, 1), FIRST.getFirst(), SECOND.getFirst());
    assertThat(directory.fileNames()).containsExactly("0000000000000002.klog");
  }
}
