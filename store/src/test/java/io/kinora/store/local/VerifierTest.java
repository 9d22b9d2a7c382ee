package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.local.VerifyReport.Finding;
import io.kinora.store.local.VerifyReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifierTest {
  @TempDir Path temporary;
  private Path directory;
  private List<FragmentMetadata> rows = List.of();

  /// Six fragments in two segments, and a catalog.
  @BeforeEach
  void fill() throws IOException {
    directory = temporary.resolve("store");
    try (var rig = new Rig(directory)) {
      var stream = stream(rig.store, "cam");
      rig.store.reserveSequences(stream.id());
      for (long i = 1; i <= 3; i++) {
        rig.append(fragment(stream.id(), i, T0, 3000));
      }
      rig.reopen();
      for (long i = 4; i <= 6; i++) {
        rig.append(fragment(stream.id(), i, T0, 3000));
      }
      rows = rig.rows();
    }
  }

  private VerifyReport verify() throws IOException {
    return Verifier.verify(directory, _ -> {});
  }

  private Path segment(int number) throws IOException {
    try (var files = Files.list(directory.resolve("log"))) {
      return files.sorted().toList().get(number);
    }
  }

  private Path catalog() throws IOException {
    try (var files = Files.list(directory.resolve("catalog"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    var octets = Files.readAllBytes(file);
    octets[(int) at] ^= 0x10;
    Files.write(file, octets);
  }

  @Test
  void aWholeStoreIsSound() throws IOException {
    var steps = new ArrayList<Verifier.Progress>();

    var report = Verifier.verify(directory, steps::add);

    assertThat(report.findings()).isEmpty();
    assertThat(report.isSound()).isTrue();
    assertThat(report.segments()).isEqualTo(3);
    assertThat(report.fragments()).isEqualTo(6);
    assertThat(report.rows()).isEqualTo(6);
    // Six fragments, two stream headers, three records of the catalog.
    assertThat(report.records()).isEqualTo(11);
    assertThat(steps).extracting(Verifier.Progress::doneBytes).isSorted().hasSize(3);
    assertThat(steps).allMatch(step -> step.totalBytes() == report.bytes());
  }

  @Test
  void aFlippedOctetIsFoundInEachKindOfRecord() throws IOException {
    var first = rows.getFirst().location();
    var last = rows.get(2).location();
    assertFlipFound(segment(0), 30, 0);
    assertFlipFound(segment(0), first.headerOffsetBytes() + 20, first.headerOffsetBytes());
    assertFlipFound(segment(0), first.headerOffsetBytes() + 130, first.headerOffsetBytes());
    assertFlipFound(segment(0), first.offsetBytes() + 50, first.offsetBytes());
    assertFlipFound(segment(0), first.offsetBytes() + 130, first.offsetBytes());
    assertFlipFound(segment(0), last.offsetBytes() + 50, last.offsetBytes());
    assertFlipFound(segment(0), last.offsetBytes() + last.lengthBytes() - 1, last.offsetBytes());
    assertFlipFound(catalog(), 40, 0);
    assertFlipFound(catalog(), 256 + 50, 256);
    assertFlipFound(catalog(), 4096 + 50, 4096);
    assertFlipFound(catalog(), 4096 + 270, 4096);
  }

  private void assertFlipFound(Path file, long at, long record) throws IOException {
    flip(file, at);
    var report = verify();
    flip(file, at);

    assertThat(report.isSound()).as("octet %d of %s", at, file).isFalse();
    assertThat(report.findings())
        .filteredOn(finding -> finding.kind() == Kind.DAMAGE)
        .anySatisfy(
            finding -> {
              assertThat(file.toString()).endsWith(finding.file());
              assertThat(finding.offsetBytes()).isBetween(record, at);
            });
    assertThat(verify().isSound()).isTrue();
  }

  @Test
  void everyFlippedOctetOfARecordIsFound() throws IOException {
    var file = segment(1);
    var location = rows.get(4).location();
    for (int i = 0; i < location.lengthBytes(); i += 61) {
      flip(file, location.offsetBytes() + i);
      assertThat(verify().isSound()).as("octet %d", i).isFalse();
      flip(file, location.offsetBytes() + i);
    }
  }

  @Test
  void aTornTailIsHarmless() throws IOException {
    var file = segment(1);
    var octets = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(octets, octets.length + 5000));

    var report = verify();

    assertThat(report.findings())
        .containsExactly(
            new Finding(Kind.TORN_TAIL, "log/" + file.getFileName(), octets.length, "5000 octets"));
    assertThat(report.isSound()).isTrue();
  }

  @Test
  void aTailThatWasAcknowledgedIsNotTornButDamaged() throws IOException {
    var file = segment(1);
    var octets = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(octets, octets.length - 4096));

    var report = verify();

    assertThat(report.isSound()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::kind)
        .contains(Kind.DAMAGE, Kind.ROW_WITHOUT_RECORD);
  }

  @Test
  void aMissingSegmentIsFoundByItsRows() throws IOException {
    Files.delete(segment(0));

    var report = verify();

    assertThat(report.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.ROW_WITHOUT_RECORD, Kind.ROW_WITHOUT_RECORD, Kind.ROW_WITHOUT_RECORD);
    assertThat(report.isSound()).isFalse();
  }

  @Test
  void aMissingCatalogIsDamage() throws IOException {
    Files.delete(catalog());

    var report = verify();

    assertThat(report.isSound()).isFalse();
    assertThat(report.findings())
        .containsExactly(new Finding(Kind.DAMAGE, "catalog", 0, "its file is missing"));
  }

  @Test
  void aDeletedFragmentThatIsNotErasedYetIsARecordWithoutRow() throws IOException {
    try (var rig = new Rig(directory)) {
      var doomed = stream(rig.store, "doomed");
      var row = rig.append(fragment(doomed.id(), 1, T0, 3000));
      rig.append(fragment(rows.getFirst().streamId(), 7, T0, 3000));
      try (var _ = rig.store.open(row).orElseThrow()) {
        rig.store.streams().delete(doomed.id(), _ -> {});
        rig.store.reapNow();
      }
    }
    var report = verify();

    assertThat(report.findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.RECORD_WITHOUT_ROW);
    assertThat(report.isSound()).isTrue();
  }

  @Test
  void anIndexThatIsMissingOrBrokenIsHarmless() throws IOException {
    var index = directory.resolve("index.db");
    Files.write(index, new byte[5000]);
    assertThat(verify().findings()).extracting(Finding::kind).containsOnly(Kind.INDEX);
    Files.delete(index);

    var report = verify();

    assertThat(report.findings()).extracting(Finding::kind).containsOnly(Kind.INDEX);
    assertThat(report.fragments()).isEqualTo(6);
    assertThat(report.isSound()).isTrue();
  }

  @Test
  void nothingIsChanged() throws IOException {
    var before = Files.readAllBytes(directory.resolve("index.db"));
    flip(segment(0), 5000);
    var segment = Files.readAllBytes(segment(0));

    verify();

    assertThat(Files.readAllBytes(directory.resolve("index.db"))).isEqualTo(before);
    assertThat(Files.readAllBytes(segment(0))).isEqualTo(segment);
  }

  @Test
  void aStoreInUseAndADirectoryThatIsNoneAreRefused() throws IOException {
    try (var _ = new Rig(directory)) {
      assertThatThrownBy(this::verify).hasMessageContaining("in use");
    }
    assertThatThrownBy(() -> Verifier.verify(temporary.resolve("none"), _ -> {}))
        .hasMessageContaining("no directory");
    assertThatThrownBy(() -> Verifier.verify(temporary, _ -> {}))
        .hasMessageContaining("no Kinora store");
  }

  @Test
  void aReportHasABoundedNumberOfFindings() throws IOException {
    try (var rig = new Rig(directory)) {
      long id = rows.getFirst().streamId();
      var last = rig.store.append(fragment(id, 7, T0, 10));
      for (long i = 8; i < 1100; i++) {
        last = rig.store.append(fragment(id, i, T0, 10));
      }
      last.join();
    }
    try (var files = Files.list(directory.resolve("log"))) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }

    var report = verify();

    assertThat(report.findings()).hasSize(Verifier.MAX_FINDINGS);
    assertThat(report.omitted()).isEqualTo(99);
    assertThat(report.isSound()).isFalse();
  }
}
