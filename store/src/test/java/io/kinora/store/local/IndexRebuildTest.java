package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The index is made again from the logs, whatever happened to it.
final class IndexRebuildTest {
  @TempDir Path directory;
  private Rig rig;
  private List<FragmentMetadata> rows = List.of();
  private List<StreamRecord> streams = List.of();

  @BeforeEach
  void fill() throws IOException {
    rig = new Rig(directory.resolve("store"));
    var gone = stream(rig.store, "gone");
    for (int s = 0; s < 5; s++) {
      var stream = stream(rig.store, "cam" + s, 1 << (s * 3));
      rig.store.reserveSequences(stream.id());
      for (long i = 1; i <= 20; i++) {
        rig.append(fragment(stream.id(), i, T0 + i, 3000));
        rig.append(fragment(gone.id(), s * 100L + i, T0 + i, 300));
      }
    }
    rig.store
        .streams()
        .update(
            streamId("cam1"),
            it ->
                it.withVersion("v2")
                    .withRetentionHours(77)
                    .withTags(new TreeMap<>(Map.of("a", "b \" ü")))
                    .withAttributes(new TreeMap<>(Map.of("x", ""))));
    rig.store.streams().delete(gone.id(), _ -> {});
    rows = rig.rows();
    streams = rig.store.streams().list("", "", 100);
  }

  private long streamId(String name) {
    return rig.store.streams().find(name).orElseThrow().id();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void assertSame() throws IOException {
    assertThat(rig.rows()).isEqualTo(rows).hasSize(100);
    assertThat(rig.store.streams().list("", "", 100)).isEqualTo(streams);
    assertThat(rig.store.streams().count()).isEqualTo(5);
    assertThat(rig.store.status().fragments()).isGreaterThanOrEqualTo(100);
    for (var row : rows) {
      rig.assertServed(
          fragment(row.streamId(), row.number().sequence(), row.number().serverTimeMs(), 3000));
    }
    assertThat(rig.store.reserveSequences(streamId("cam0"))).isEqualTo(1001);
    var created = stream(rig.store, "later");
    assertThat(created.id()).isEqualTo(7);
  }

  private Path index(String suffix) {
    return rig.directory.resolve("index.db" + suffix);
  }

  @Test
  void anUntouchedIndexNeedsNothing() throws IOException {
    rig.reopen();

    assertThat(rig.store.recovery().scannedSegments()).isZero();
    assertThat(rig.store.recovery().replayedFragments()).isZero();
    assertSame();
  }

  @Test
  void aDeletedIndexIsRebuiltEqual() throws IOException {
    rig.reopenAfter(() -> Files.delete(index("")));

    assertThat(rig.store.recovery().replayedFragments()).isEqualTo(200);
    assertThat(rig.store.status().fragments()).isEqualTo(100);
    assertSame();
  }

  @Test
  void garbageIsReplaced() throws IOException {
    rig.reopenAfter(() -> Files.write(index(""), new byte[100_000]));
    assertSame();
  }

  @Test
  void damageInTheMiddleIsReplacedAtTheNextStartAtTheLatest() throws IOException {
    rig.close();
    var whole = Files.readAllBytes(index(""));
    for (int page = 1; page < whole.length / 4096; page++) {
      var damaged = whole.clone();
      Arrays.fill(damaged, page * 4096, (page + 1) * 4096, (byte) 0xA5);
      Files.write(index(""), damaged);
      rig.reopen();
      try {
        var _ = rig.rows();
        var _ = rig.store.status();
      } catch (IOException | UncheckedIOException found) {
        assertThat(found).hasStackTraceContaining("malformed");
        rig.reopen();
      }
      assertThat(rig.rows()).as("page %d", page).isEqualTo(rows);
      rig.close();
    }
    rig.reopen();
    assertSame();
  }

  @Test
  void aSnapshotOfStreamsThatCannotBeReadRefusesTheChangeThatNeedsIt() throws IOException {
    long id = streamId("cam0");
    var large = new TreeMap<>(Map.of("a", "x".repeat(50_000)));
    rig.store.streams().update(id, it -> it.withAttributes(large));
    rig.close();
    var damaged = Files.readAllBytes(index(""));
    int pages = 0;
    for (int page = 1; page < damaged.length / 4096; page++) {
      if (damaged[page * 4096 + 2000] == 'x' && damaged[page * 4096 + 100] == 'x') {
        Arrays.fill(damaged, page * 4096, (page + 1) * 4096, (byte) 0xA5);
        pages++;
      }
    }
    assertThat(pages).as("pages of one long row").isPositive();
    rig.reopen();
    rig.store.reserveSequences(streamId("cam2"));

    // Behind the log, so that the first change writes the catalog anew.
    rig.reopenAfter(() -> Files.write(index(""), damaged));

    assertThatThrownBy(() -> rig.store.reserveSequences(streamId("cam1")))
        .isInstanceOf(IOException.class);
    assertThat(rig.store.status().writable()).isFalse();
    rig.reopen();
    assertThat(rig.store.streams().find(id).orElseThrow().attributes()).isEqualTo(large);
    assertThat(rig.store.reserveSequences(streamId("cam2"))).isEqualTo(2001);
  }

  @Test
  void aTextFileIsReplaced() throws IOException {
    rig.reopenAfter(() -> Files.writeString(index(""), "no database\n".repeat(1000)));
    assertSame();
  }

  @Test
  void theIndexOfAnotherStoreIsReplaced() throws IOException {
    var other = directory.resolve("other");
    new Rig(other).close();
    rig.reopenAfter(
        () -> {
          Files.delete(index(""));
          Files.copy(other.resolve("index.db"), index(""));
        });
    assertSame();
  }

  @Test
  void anIndexOfAnotherLayoutIsReplacedBeforeItsTablesAreTouched() throws IOException {
    rig.reopenAfter(
        () ->
            indexDoes(
                "UPDATE meta SET value = '1' WHERE name = 'schema'",
                "DROP TABLE fragment",
                "CREATE TABLE fragment (stream INTEGER)"));
    assertSame();
  }

  @Test
  void aRowThatCannotBeReadIsFoundAndReplacedAtTheNextStart() throws IOException {
    rig.reopenAfter(() -> indexDoes("UPDATE fragment SET packed = x'80' WHERE ordinal = 3"));
    assertThatThrownBy(() -> rig.rows()).hasStackTraceContaining("malformed row");

    rig.reopen();

    assertSame();
  }

  @Test
  void aDatabaseOfSomethingElseIsReplaced() throws IOException {
    rig.reopenAfter(
        () -> {
          Files.delete(index(""));
          indexDoes("CREATE TABLE fragment (stream INTEGER)");
        });
    assertSame();
  }

  private void indexDoes(String... statements) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + index(""));
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IOException(failure);
    }
  }

  @Test
  void anIndexThatIsBehindCatchesUp() throws IOException {
    rig.close();
    var old = Files.readAllBytes(index(""));
    rig.reopen();
    var stream = stream(rig.store, "new");
    for (long i = 21; i <= 40; i++) {
      rig.append(fragment(streamId("cam0"), i, T0 + i, 3000));
      rig.append(fragment(stream.id(), i, T0 + i, 3000));
    }
    rig.store.streams().delete(streamId("cam4"), _ -> {});
    var now = rig.rows();

    rig.reopenAfter(() -> Files.write(index(""), old));

    assertThat(rig.store.recovery().replayedFragments()).isEqualTo(40);
    assertThat(rig.rows()).isEqualTo(now);
    assertThat(rig.store.streams().find("cam4")).isEmpty();
    assertThat(rig.store.streams().find("new")).contains(stream);
  }

  @Test
  void anIndexThatIsAheadOfTheLogForgetsWhatIsNotThere() throws IOException {
    var last = rig.segmentFiles().getLast();
    rig.reopenAfter(
        () -> {
          var octets = Files.readAllBytes(last);
          Files.write(last, Arrays.copyOf(octets, octets.length / 2));
        });

    assertThat(rig.store.recovery().damagedBytes()).isPositive();
    var left = rig.rows();
    assertThat(rows).containsAll(left);
    assertThat(left).hasSizeLessThan(100);
    rig.store.reapNow();
    assertThat(rig.store.status().fragments()).isEqualTo(left.size());
    for (var row : left) {
      rig.assertServed(
          fragment(row.streamId(), row.number().sequence(), row.number().serverTimeMs(), 3000));
    }
  }

  @Test
  void aLostSegmentLosesItsOwnFragmentsOnly() throws IOException {
    var lost = rig.segmentFiles().getFirst();
    rig.reopenAfter(() -> Files.delete(lost));

    assertThat(rig.rows()).isNotEmpty().hasSizeLessThan(100);
    assertThat(rows).containsAll(rig.rows());
    rig.store.reapNow();
    assertThat(rig.store.status().fragments()).isEqualTo(rig.rows().size());
  }

  @Test
  void aDamagedCatalogIsNotTakenForAnEmptyOne() throws IOException {
    rig.close();
    Path file;
    try (var files = Files.list(rig.directory.resolve("catalog"))) {
      file = files.findFirst().orElseThrow();
    }
    var octets = Files.readAllBytes(file);
    octets[4300] ^= 1;
    Files.write(file, octets);
    Files.delete(index(""));

    assertThatThrownBy(() -> rig.reopen()).hasMessageContaining("catalog");

    octets[4300] ^= 1;
    Files.write(file, octets);
    rig.reopen();
    assertSame();
  }

  @Test
  void aKilledProcessLosesNothing() throws IOException {
    try (var after = rig.killed(directory.resolve("killed"))) {
      assertThat(after.rows()).isEqualTo(rows);
      assertThat(after.store.streams().list("", "", 100)).isEqualTo(streams);
    }
  }

  @Test
  void aMissingCatalogIsNotTakenForANewStore() throws IOException {
    rig.close();
    var catalog = rig.directory.resolve("catalog");
    var away = directory.resolve("away");
    Files.move(catalog, away);

    assertThatThrownBy(() -> rig.reopen())
        .hasMessageContaining("catalog")
        .hasMessageContaining("missing");
    Files.delete(index(""));
    assertThatThrownBy(() -> rig.reopen())
        .hasMessageContaining("catalog")
        .hasMessageContaining("missing");

    Files.delete(catalog);
    Files.move(away, catalog);
    rig.reopen();
    assertSame();
  }
}
