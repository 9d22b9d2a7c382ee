package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.Continuity;
import io.kinora.store.StreamRecord;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.FaultyDirectory.Call;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a stream's count survives.
final class StreamEndsTest {
  @TempDir Path directory;
  private final FaultyDirectory log = new FaultyDirectory();
  private final FaultyDirectory catalog = new FaultyDirectory();
  private final FakeClock clock = new FakeClock(Instant.ofEpochMilli(T0));
  private Rig rig;
  private StreamRecord stream;

  @BeforeEach
  void open() throws IOException {
    rig = Rig.onFaultyFiles(directory.resolve("store"), clock, log, catalog);
    stream = stream(rig.store, "cam", 1);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private Continuity append(long sequence) {
    return rig.append(fragment(stream.id(), sequence, rig.nowMs())).continuity();
  }

  private List<Long> ordinals() throws IOException {
    return rig.rows(stream.id()).stream().map(row -> row.continuity().ordinal()).toList();
  }

  @Test
  void aStreamGoesOnBehindWhatRetentionTook() throws IOException {
    append(1);
    append(2);
    rig.pass(Duration.ofHours(2));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).isEmpty();
    rig.reopen();

    var next = append(3);

    assertThat(next.ordinal()).isEqualTo(3);
    assertThat(next.elapsedMs()).isEqualTo(4000);
    assertThat(next.serverBreaks()).isEqualTo(2);
  }

  @Test
  void aStreamThatRetentionEmptiedGoesOnAlsoWithoutItsIndex() throws IOException {
    append(1);
    var last = append(2);
    rig.pass(Duration.ofHours(2));
    rig.store.reapNow();
    assertThat(log.fileNames()).as("segments").isEmpty();
    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));

    var next = append(3);

    assertThat(next.ordinal()).isEqualTo(last.ordinal() + 1);
    assertThat(next.elapsedMs()).isEqualTo(4000);
    assertThat(next.storedBytes()).isEqualTo(last.storedBytes() + 1220);
    rig.pass(Duration.ofHours(2));
    rig.store.reapNow();
    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));
    assertThat(append(4).ordinal()).as("once more").isEqualTo(4);
  }

  @Test
  void theEndOfAStreamIsKeptWhenTheCatalogIsWrittenAnew() throws IOException {
    append(1);
    rig.pass(Duration.ofHours(2));
    rig.store.reapNow();
    catalog.failing(call -> call == Call.FORCE);
    assertThatThrownBy(() -> rig.store.reserveSequences(stream.id()))
        .isInstanceOf(IOException.class);
    catalog.failing(_ -> false);
    long first = rig.store.reserveSequences(stream.id());
    assertThat(catalog.fileNames()).as("the second file").containsExactly("0000000000000002.klog");
    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));

    assertThat(append(first).ordinal()).isEqualTo(2);
  }

  @Test
  void aStreamThatKeepsNothingGoesOnAfterARestart() throws IOException {
    var buffer = stream(rig.store, "buffer", 0);
    rig.append(fragment(buffer.id(), 1, T0, T0, 1000, false));
    rig.reopen();
    assertThat(rig.rows(buffer.id())).isEmpty();

    var next = rig.append(fragment(buffer.id(), 2, T0, T0, 1000, false));

    assertThat(next.continuity().ordinal()).isEqualTo(2);
  }

  @Test
  void batchesThatFailLeaveNoHole() throws IOException {
    rig.queue(new StoreConfig.Queue(100, 1 << 20, 2, 1 << 20));
    rig.reopen();
    append(1);
    long sequence = 2;
    for (var call : List.of(Call.WRITE, Call.FORCE)) {
      log.failing(it -> it == call);
      var refused =
          List.of(
              rig.store.append(fragment(stream.id(), sequence++, T0)),
              rig.store.append(fragment(stream.id(), sequence++, T0)),
              rig.store.append(fragment(stream.id(), sequence++, T0)));
      assertThat(refused)
          .allSatisfy(
              append -> assertThat(append).completesExceptionallyWithin(Duration.ofSeconds(30)));
      log.failing(_ -> false);
      append(sequence++);
    }

    assertThat(ordinals()).containsExactly(1L, 2L, 3L);
    rig.reopen();
    assertThat(append(sequence).ordinal()).isEqualTo(4);
  }

  @Test
  void whatCouldNotBeCutLosesItsOrdinalToWhatCameAfter() throws IOException {
    append(1);
    log.failing(call -> call == Call.FORCE || call == Call.TRUNCATE);
    assertThat(rig.store.append(fragment(stream.id(), 2, T0)))
        .completesExceptionallyWithin(Duration.ofSeconds(30));
    log.failing(_ -> false);
    append(3);
    append(4);
    var acknowledged = rig.rows(stream.id());

    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));

    assertThat(rig.rows(stream.id())).isEqualTo(acknowledged);
    assertThat(ordinals()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatCouldNotBeCutLosesAllOrdinalsThatItsBatchHad() throws IOException {
    rig.queue(new StoreConfig.Queue(100, 1 << 20, 4, 1 << 20));
    rig.reopen();
    append(1);
    rig.reopen();
    refuseTogether(2, 3, 4, 5);
    append(6);
    var acknowledged = rig.rows(stream.id());

    rig.reopen();
    assertThat(rig.rows(stream.id())).as("the index knows better").isEqualTo(acknowledged);

    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));
    assertThat(rig.rows(stream.id())).as("the log alone").isEqualTo(acknowledged);
    assertThat(append(7).ordinal()).isEqualTo(3);
  }

  /// Fails after a whole batch was written, and fails to take it back.
  private void refuseTogether(long... sequences) {
    log.failing(it -> it == Call.FORCE || it == Call.TRUNCATE || it == Call.DELETE);
    var appends =
        Arrays.stream(sequences)
            .mapToObj(sequence -> rig.store.append(fragment(stream.id(), sequence, rig.nowMs())))
            .toList();
    assertThat(appends)
        .allSatisfy(
            append -> assertThat(append).completesExceptionallyWithin(Duration.ofSeconds(30)));
    log.failing(_ -> false);
  }

  @Test
  void aStreamThatFallsOutIsLookedUpAgain() throws IOException {
    append(1);
    var other = stream(rig.store, "other");
    var ends = new StreamEnds(rig.store.index(), 1);

    assertThat(ends.append(fragment(stream.id(), 2, T0)).ordinal()).isEqualTo(2);
    assertThat(ends.append(fragment(stream.id(), 3, T0)).ordinal()).isEqualTo(3);
    assertThat(ends.append(fragment(other.id(), 1, T0)).ordinal()).isEqualTo(1);
    assertThat(ends.append(fragment(stream.id(), 2, T0)).ordinal()).as("as listed").isEqualTo(2);
  }

  @Test
  void aPowerLossDoesNotGiveAnOrdinalTwice() throws IOException {
    append(1);
    append(2);
    var random = RandomGenerator.of("L64X128MixRandom");
    rig.directories.put("log", log.crash(random, true));
    rig.directories.put("catalog", catalog.crash(random, true));
    rig.reopenAfter(() -> Files.delete(rig.directory.resolve("index.db")));

    assertThat(append(3).ordinal()).isEqualTo(3);
    assertThat(ordinals()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void theLastOrdinalIsKeptWhateverOrderRetentionTakesFragmentsIn() throws IOException {
    // Begun later, stored earlier, as of a second producer.
    rig.append(fragment(stream.id(), 2, rig.nowMs() + 60_000));
    rig.append(fragment(stream.id(), 1, rig.nowMs()));
    rig.pass(Duration.ofMinutes(60).plusSeconds(30));
    rig.store.reapNow();
    rig.pass(Duration.ofHours(1));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).isEmpty();
    rig.reopen();

    assertThat(append(3).ordinal()).isEqualTo(3);
  }
}
