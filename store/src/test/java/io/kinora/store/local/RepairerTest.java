package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.RepairReport.Outcome;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be mended is mended, what cannot be is named, and nothing is thrown away.
final class RepairerTest {
  private static final Map<String, String> ATTRIBUTES = Map.of("region", "here");

  @TempDir Path temporary;
  private Path directory;
  private List<StreamRecord> streams = List.of();
  private List<FragmentMetadata> rows = List.of();

  @BeforeEach
  void fill() throws IOException {
    directory = temporary.resolve("store");
    try (var rig = new Rig(directory)) {
      for (var name : List.of("front", "back", "gone")) {
        var stream = stream(rig.store, name);
        rig.store.reserveSequences(stream.id());
        for (long i = 1; i <= 3; i++) {
          rig.append(fragment(stream.id(), i, T0, 3000));
        }
      }
      rig.store.streams().delete(3, _ -> {});
      streams = rig.store.streams().list("", "", 10);
      rows = rig.rows();
    }
  }

  private RepairReport repair(boolean dryRun) throws IOException {
    var clock = new FakeClock(Instant.ofEpochMilli(T0));
    return Repairer.repair(
        directory, new Repairer.Settings(dryRun, clock, new TreeMap<>(ATTRIBUTES)), _ -> {});
  }

  private Path only(String folder) throws IOException {
    try (var files = Files.list(directory.resolve(folder))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static byte[] flip(Path file, int at) throws IOException {
    var octets = Files.readAllBytes(file);
    octets[at] ^= 0x10;
    Files.write(file, octets);
    return octets;
  }

  private void assertAllIsServed() throws IOException {
    assertThat(Verifier.verify(directory, _ -> {}).isSound()).isTrue();
    try (var rig = new Rig(directory)) {
      assertThat(rig.store.streams().list("", "", 10)).isEqualTo(streams);
      assertThat(rig.rows()).isEqualTo(rows);
      for (var row : rows) {
        rig.assertServed(fragment(row.streamId(), row.number().sequence(), T0, 3000));
      }
      assertThat(rig.store.reserveSequences(1)).isEqualTo(1001);
      assertThat(stream(rig.store, "next").id()).isEqualTo(4);
    }
  }

  @Test
  void aSoundStoreIsLeftAlone() throws IOException {
    var report = repair(false);

    assertThat(report.steps()).isEmpty();
    assertThat(report.isWhole()).isTrue();
    assertThat(directory.resolve("set-aside")).doesNotExist();
    assertAllIsServed();
  }

  @Test
  void aDamagedCatalogIsWrittenAnewFromTheIndexAndTheOldOneIsKept() throws IOException {
    var catalog = only("catalog");
    var damaged = flip(catalog, 4300);

    var report = repair(false);

    assertThat(report.isWhole()).isTrue();
    assertThat(
            directory.resolve(report.setAside()).resolve("catalog").resolve(catalog.getFileName()))
        .hasBinaryContent(damaged);
    assertAllIsServed();
  }

  @Test
  void aMissingCatalogIsWrittenAnewFromTheIndex() throws IOException {
    Files.delete(only("catalog"));

    assertThat(repair(false).isWhole()).isTrue();

    assertAllIsServed();
  }

  @Test
  void aDryRunSaysTheSameAndChangesNothing() throws IOException {
    var damaged = flip(only("catalog"), 4300);

    var wouldDo = repair(true);

    assertThat(only("catalog")).hasBinaryContent(damaged);
    assertThat(directory.resolve("set-aside")).doesNotExist();
    assertThat(repair(false).steps()).isEqualTo(wouldDo.steps());
  }

  @Test
  void streamsOfWhichOnlyMediaIsLeftGetNames() throws IOException {
    Files.delete(only("catalog"));
    Files.delete(directory.resolve("index.db"));

    var report = repair(false);

    assertThat(report.steps())
        .extracting(RepairReport.Step::outcome)
        .containsOnly(Outcome.REPAIRED);
    try (var rig = new Rig(directory)) {
      assertThat(rig.store.streams().list("", "", 10))
          .extracting(StreamRecord::name)
          .containsExactly("recovered-stream-1", "recovered-stream-2", "recovered-stream-3");
      assertThat(rig.store.streams().find(1).orElseThrow().attributes()).isEqualTo(ATTRIBUTES);
      assertThat(rig.rows()).containsAll(rows).hasSize(9);
      assertThat(rig.store.reserveSequences(1)).isEqualTo(1001);
    }
  }

  @Test
  void whatADamagedCatalogStillTellsIsUsedWhereThereIsNoIndex() throws IOException {
    Files.delete(directory.resolve("index.db"));
    // The record that created the second stream.
    var catalog = only("catalog");
    var text = new String(Files.readAllBytes(catalog), ISO_8859_1);
    var _ = flip(catalog, text.indexOf("\"back\""));

    var report = repair(false);

    assertThat(report.steps()).anyMatch(step -> step.what().contains("changes may be lost"));
    try (var rig = new Rig(directory)) {
      assertThat(rig.store.streams().list("", "", 10))
          .extracting(StreamRecord::name)
          .containsExactly("front", "recovered-stream-2");
      assertThat(rig.rows()).containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  @Test
  void anIndexThatIsDamagedIsSetAside() throws IOException {
    var octets = Files.readAllBytes(directory.resolve("index.db"));
    Arrays.fill(octets, 4096, 3 * 4096, (byte) 0xA5);
    Files.write(directory.resolve("index.db"), octets);

    var report = repair(false);

    assertThat(report.isWhole()).isTrue();
    assertThat(directory.resolve(report.setAside()).resolve("index.db")).hasBinaryContent(octets);
    assertAllIsServed();
  }

  @Test
  void mediaThatIsDamagedIsNamedAndTheRestIsServed() throws IOException {
    var place = rows.getFirst().location();
    Path segment = only("log");
    var damaged = flip(segment, (int) place.offsetBytes() + 2000);

    var report = repair(false);

    assertThat(report.isWhole()).isFalse();
    assertThat(report.steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.outcome()).isEqualTo(Outcome.LOST);
              assertThat(step.file()).endsWith(segment.getFileName().toString());
              assertThat(step.what()).contains(Long.toString(place.offsetBytes()));
            });
    assertThat(segment).hasBinaryContent(damaged);
    try (var rig = new Rig(directory)) {
      for (var row : rows.subList(1, rows.size())) {
        rig.assertServed(fragment(row.streamId(), row.number().sequence(), T0, 3000));
      }
    }
  }
}
