package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.FaultyDirectory.Call;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two batches under way, and a log and an index that disagree about them.
final class ShardFaultTest {
  @TempDir Path directory;
  private final FaultyDirectory log = new FaultyDirectory();
  private final FakeClock clock = new FakeClock(Instant.ofEpochMilli(T0));
  private Rig rig;
  private long streamId;

  @BeforeEach
  void open() throws IOException {
    rig = Rig.onFaultyFiles(directory.resolve("store"), clock, log, new FaultyDirectory());
    rig.queue(new StoreConfig.Queue(100, 1 << 20, 1, 1 << 20));
    rig.reopen();
    streamId = stream(rig.store, "cam").id();
    rig.append(fragment(streamId, 1, T0));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private CompletableFuture<FragmentMetadata> append(long sequence) {
    return rig.store.append(fragment(streamId, sequence, T0));
  }

  private static void assertRefused(CompletableFuture<FragmentMetadata> append) {
    assertThat(append)
        .completesExceptionallyWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(StoreUnavailableException.class);
  }

  private List<Long> listed() throws IOException {
    return rig.rows(streamId).stream().map(row -> row.number().sequence()).toList();
  }

  private void indexDoes(String sql) throws SQLException {
    var file = rig.directory.resolve("index.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Lets the first force wait; `wait` releases it, to fail or not.
  private CountDownLatch holdForce(boolean fail) {
    var goOn = new CountDownLatch(1);
    var forces = new ArrayList<Call>();
    log.failing(
        call -> {
          if (call != Call.FORCE || !forces.isEmpty()) {
            return false;
          }
          forces.add(call);
          try {
            assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException failure) {
            throw new AssertionError(failure);
          }
          return fail;
        });
    return goOn;
  }

  @Test
  void aBatchBehindAFailedOneGoesWithIt() throws IOException {
    var goOn = holdForce(true);
    var completed = new ArrayList<Long>();
    var futures = new ArrayList<CompletableFuture<FragmentMetadata>>();
    var seen = new ArrayList<CompletableFuture<Boolean>>();
    for (long i = 2; i <= 4; i++) {
      long sequence = i;
      var future = append(i);
      futures.add(future);
      seen.add(future.handle((_, _) -> completed.add(sequence)));
    }
    goOn.countDown();

    assertRefused(futures.getFirst());
    seen.forEach(CompletableFuture::join);
    assertThat(completed).containsExactly(2L, 3L, 4L);
    // The second was under way; the third may have come after the log was put in order again.
    assertThat(listed()).startsWith(1L).doesNotContain(2L);
    append(5).join();
    rig.assertServed(fragment(streamId, 5, T0));
    var before = listed();
    rig.reopen();
    assertThat(listed()).isEqualTo(before);
  }

  @Test
  void batchesGatherWhileTheDiskIsBusyAndCompleteInOrder() throws IOException {
    var goOn = holdForce(false);
    var completed = new ArrayList<Long>();
    var futures = new ArrayList<CompletableFuture<?>>();
    for (long i = 2; i <= 20; i++) {
      long sequence = i;
      futures.add(append(i).thenRun(() -> completed.add(sequence)));
    }
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    goOn.countDown();
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();

    assertThat(completed).isSorted().hasSize(19);
    assertThat(listed()).hasSize(20);
  }

  @Test
  void whatTheIndexRefusesIsTakenBackFromTheLog() throws IOException, SQLException {
    long size = log.list().getFirst().bytes();
    indexDoes(
        """
        CREATE TRIGGER refuse BEFORE INSERT ON fragment
        BEGIN SELECT RAISE(ABORT, 'no room'); END\
        """);

    assertRefused(append(2));
    assertRefused(append(3));

    assertThat(rig.store.status().writable()).isFalse();
    assertThat(listed()).containsExactly(1L);
    indexDoes("DROP TRIGGER refuse");
    append(4).join();
    assertThat(rig.store.status().writable()).isTrue();
    assertThat(listed()).containsExactly(1L, 4L);
    assertThat(log.list().getFirst().bytes()).isEqualTo(size);
    assertThat(log.list()).as("segments, after what was taken back").hasSize(2);
    rig.reopen();
    assertThat(listed()).containsExactly(1L, 4L);
  }

  @Test
  void nothingIsStoredWhileTheIndexCannotTellWhatItHas() throws IOException, SQLException {
    indexDoes("ALTER TABLE segment RENAME TO hidden");

    assertRefused(append(2));
    assertRefused(append(3));

    assertThat(listed()).containsExactly(1L);
    indexDoes("ALTER TABLE hidden RENAME TO segment");
    append(4).join();
    assertThat(listed()).containsExactly(1L, 4L);
    rig.reopen();
    assertThat(listed()).containsExactly(1L, 4L);
  }

  @Test
  void whatSharesABatchIsAnsweredAlsoWhenTheIndexCannotBeAsked() throws IOException, SQLException {
    rig.queue(new StoreConfig.Queue(100, 1 << 20, 10, 1 << 20));
    rig.reopen();
    var goOn = holdForce(false);
    var appends = new ArrayList<CompletableFuture<FragmentMetadata>>();
    for (long i = 2; i <= 6; i++) {
      appends.add(append(i));
    }
    indexDoes("ALTER TABLE stream RENAME TO hidden");
    goOn.countDown();

    appends.forEach(ShardFaultTest::assertRefused);
    indexDoes("ALTER TABLE hidden RENAME TO stream");
    append(7).join();
    assertThat(listed()).containsExactly(1L, 7L);
  }

  @Test
  void closingWhileTheIndexCannotTellLosesNothing() throws IOException, SQLException {
    indexDoes("ALTER TABLE segment RENAME TO hidden");
    assertRefused(append(2));

    rig.reopenAfter(
        () -> {
          try {
            indexDoes("ALTER TABLE hidden RENAME TO segment");
          } catch (SQLException failure) {
            throw new IOException(failure);
          }
        });

    // It was whole in the log, and nobody could say that it was not listed.
    assertThat(listed()).containsExactly(1L, 2L);
    rig.assertServed(fragment(streamId, 2, T0));
  }

  @Test
  void aCatalogChangeTheIndexRefusesIsTakenBack() throws IOException, SQLException {
    indexDoes(
        """
        CREATE TRIGGER refuse BEFORE INSERT ON stream
        BEGIN SELECT RAISE(ABORT, 'no room'); END\
        """);
    assertThat(CompletableFuture.supplyAsync(() -> stream(rig.store, "other")))
        .completesExceptionallyWithin(Duration.ofSeconds(30));
    indexDoes("DROP TRIGGER refuse");

    assertThat(rig.store.streams().find("other")).isEmpty();
    rig.reopen();
    assertThat(rig.store.streams().find("other")).isEmpty();
    assertThat(stream(rig.store, "other").id()).isEqualTo(2);
  }

  @Test
  void aStreamDeletedOnTheWayLosesTheRaceWhole() throws IOException {
    var goOn = holdForce(false);
    var late = append(2);
    rig.store.streams().delete(streamId, _ -> {});
    goOn.countDown();

    assertThat(late)
        .completesExceptionallyWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(io.kinora.store.StreamGoneException.class);
    assertThat(listed()).isEmpty();
    rig.reopenAfter(() -> java.nio.file.Files.delete(rig.directory.resolve("index.db")));
    assertThat(rig.store.status().fragments()).isZero();
  }
}
