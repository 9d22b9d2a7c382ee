package io.kinora.store.log;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.media;
import static io.kinora.store.log.LogRig.DAY;
import static io.kinora.store.log.LogRig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StoredFragment;
import io.kinora.store.log.FaultyDirectory.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LocalMediaLogTest {
  private final FaultyDirectory directory = new FaultyDirectory();
  private final LogRig rig;

  LocalMediaLogTest() throws IOException {
    rig = new LogRig(directory);
  }

  private void assertServed(LogRig from, NewFragment fragment, FragmentMetadata row)
      throws IOException {
    try (var stored = from.log().open(row).orElseThrow()) {
      assertMedia(stored, fragment);
    }
  }

  static void assertMedia(StoredFragment stored, NewFragment fragment) throws IOException {
    var octets = ByteBuffer.allocate(stored.mediaBytes());
    stored.read(0, octets);
    assertThat(octets.array()).isEqualTo(media(fragment));
    assertThat(stored.header()).isEqualTo(fragment.header().bytes());
  }

  private long size(String name) {
    return directory.octets(name).length;
  }

  @Test
  void aBatchOfManyClassesIsForcedOnceForEach() throws IOException {
    var forces = new ArrayList<Call>();
    directory.failing(
        call -> {
          if (call == Call.FORCE) {
            forces.add(call);
          }
          return false;
        });
    var entries = new ArrayList<MediaLog.Entry>();
    for (int i = 0; i < 9; i++) {
      var retention = i % 3 == 2 ? RetentionClass.TRANSIENT : new RetentionClass(5 + i % 3);
      entries.add(LogRig.entry(fragment(i, 1, T0), retention));
    }

    var rows = rig.append(entries);

    assertThat(forces).hasSize(2);
    assertThat(directory.fileNames()).hasSize(3);
    for (int i = 0; i < 9; i++) {
      assertServed(rig, entries.get(i).fragment(), rows.get(i));
    }
  }

  @Test
  void aFragmentLargerThanTheBufferIsWrittenWhole() throws IOException {
    var large = fragment(1, 1, T0, 100_000);

    var row = rig.append(DAY, large).getFirst();

    assertServed(rig, large, row);
  }

  @Test
  void aStreamHeaderStandsOnceInEachSegment() throws IOException {
    var first = rig.append(DAY, fragment(1, 1, T0), fragment(1, 2, T0));
    var second = rig.append(DAY, fragment(1, 3, T0)).getFirst();
    assertThat(first.getFirst().location().headerOffsetBytes())
        .isEqualTo(first.getLast().location().headerOffsetBytes())
        .isEqualTo(second.location().headerOffsetBytes());

    rig.record(rig.log().seal(_ -> true));
    var elsewhere = fragment(1, 4, T0);
    var row = rig.append(DAY, elsewhere).getFirst();

    assertThat(row.location().segment()).isNotEqualTo(second.location().segment());
    assertServed(rig, elsewhere, row);
  }

  @Test
  void aFullSegmentIsFollowedByANewOne() throws IOException {
    for (long i = 1; i <= 10; i++) {
      rig.append(DAY, fragment(1, i, T0, 20_000));
    }

    // Three batches reach the size.
    assertThat(directory.fileNames()).hasSize(4);
    assertThat(rig.states.values().stream().filter(SegmentState::sealed)).hasSize(3);
  }

  @Test
  void aSegmentCoversAnEighthOfItsClassesLife() throws IOException {
    rig.append(DAY, fragment(1, 1, T0));
    rig.clock.advance(Duration.ofHours(4).minusMillis(1));
    rig.append(DAY, fragment(1, 2, T0));
    assertThat(directory.fileNames()).hasSize(1);

    rig.clock.advance(Duration.ofMillis(1));
    rig.append(DAY, fragment(1, 3, T0));

    assertThat(directory.fileNames()).hasSize(2);
  }

  @Test
  void aSegmentHoldsABoundedNumberOfStreamHeaders() throws IOException {
    var large = new LogSettings(1 << 30, 1 << 20, false, 0, 8, 1 << 20);
    var log = new LogRig(directory, large, Map.of());
    for (int batch = 0; batch < 17; batch++) {
      var fragments = new NewFragment[1000];
      for (int i = 0; i < fragments.length; i++) {
        fragments[i] = fragment(1 + batch * 1000 + i, 1, T0, 10);
      }
      log.append(DAY, fragments);
    }
    log.append(DAY, fragment(1, 2, T0));

    assertThat(directory.fileNames()).hasSize(2);
  }

  @Test
  void anIdleSegmentIsSealedWhenItsTimeHasCome() throws IOException {
    rig.append(DAY, fragment(1, 1, T0));
    assertThat(rig.log().seal(_ -> false)).isEmpty();

    rig.clock.advance(Duration.ofHours(4));

    assertThat(rig.log().seal(_ -> false)).singleElement().matches(SegmentState::sealed);
  }

  @Test
  void aFailedWriteLeavesTheLogAsItWas() throws IOException {
    var before = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    long size = size("0000000000000001-06.klog");
    directory.failing(call -> call == Call.WRITE);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 2, T0))).isInstanceOf(IOException.class);
    assertThat(size("0000000000000001-06.klog")).isEqualTo(size);

    directory.failing(_ -> false);
    var after = fragment(1, 3, T0);
    var row = rig.append(DAY, after).getFirst();

    assertThat(row.location().segment()).isGreaterThan(before.location().segment());
    assertServed(rig, after, row);
    assertThat(new LogRig(directory).rows).containsExactly(before, row);
  }

  @Test
  void theFirstBatchOfASegmentMayFailToo() throws IOException {
    for (var failing : List.of(Call.CREATE, Call.WRITE, Call.FORCE, Call.FORCE_DIRECTORY)) {
      directory.failing(call -> call == failing);
      assertThatThrownBy(() -> rig.append(DAY, fragment(1, 1, T0))).isInstanceOf(IOException.class);
      directory.failing(_ -> false);
    }
    assertThat(directory.fileNames()).isEmpty();

    assertThat(rig.append(DAY, fragment(1, 1, T0))).hasSize(1);
  }

  @Test
  void afterAFailedForceNothingIsTrustedToThatFileAgain() throws IOException {
    var before = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    directory.failing(call -> call == Call.FORCE);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 2, T0))).isInstanceOf(IOException.class);
    directory.failing(_ -> false);

    var after = rig.append(DAY, fragment(1, 3, T0)).getFirst();

    assertThat(after.location().segment()).isNotEqualTo(before.location().segment());
    assertThat(rig.state(before.location().segment()).sealed()).isTrue();
    var survivors = new LogRig(directory.crash(new java.util.Random(1), true));
    assertThat(survivors.rows).containsExactly(before, after);
  }

  @Test
  void aFileThatCannotBeCutIsNotWrittenAgain() throws IOException {
    var before = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    directory.failing(Set.of(Call.FORCE_DIRECTORY, Call.TRUNCATE, Call.WRITE)::contains);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 2, T0))).isInstanceOf(IOException.class);
    directory.failing(_ -> false);

    var after = rig.append(DAY, fragment(1, 3, T0)).getFirst();

    assertThat(after.location().segment()).isNotEqualTo(before.location().segment());
  }

  @Test
  void aFailureInOneClassTakesTheOthersBackToo() throws IOException {
    var other = new RetentionClass(8);
    rig.append(DAY, fragment(1, 1, T0));
    rig.append(other, fragment(2, 1, T0));
    var sizes = List.of(size("0000000000000001-06.klog"), size("0000000000000002-08.klog"));
    var writes = new ArrayList<Call>();
    directory.failing(
        call -> {
          if (call == Call.WRITE) {
            writes.add(call);
          }
          return writes.size() == 2 && call == Call.WRITE;
        });

    assertThatThrownBy(
            () ->
                rig.append(
                    List.of(
                        LogRig.entry(fragment(1, 2, T0), DAY),
                        LogRig.entry(fragment(2, 2, T0), other))))
        .isInstanceOf(IOException.class);

    assertThat(List.of(size("0000000000000001-06.klog"), size("0000000000000002-08.klog")))
        .isEqualTo(sizes);
  }

  @Test
  void aBatchTheIndexCannotTakeIsTakenBack() throws IOException {
    rig.append(DAY, fragment(1, 1, T0));
    long size = size("0000000000000001-06.klog");
    var unlisted = fragment(5, 1, T0);
    var states = rig.log().await(rig.log().write(List.of(LogRig.entry(unlisted, DAY))));
    assertThat(states).hasSize(1);

    rig.log().rollBack();

    assertThat(size("0000000000000001-06.klog")).isEqualTo(size);
    // The stream header that came with it went with it.
    var again = fragment(5, 2, T0);
    assertServed(rig, again, rig.append(DAY, again).getFirst());
  }

  @Test
  void aFullDiskRefusesAndRecovers() throws IOException {
    var kept = fragment(1, 1, T0);
    var row = rig.append(DAY, kept).getFirst();
    directory.capacity(8_000);
    assertThatThrownBy(() -> rig.append(DAY, fragment(1, 2, T0, 9000)))
        .hasMessageContaining("No space");
    assertServed(rig, kept, row);

    directory.capacity(1 << 20);

    assertThat(rig.append(DAY, fragment(1, 3, T0, 9000))).hasSize(1);
    assertThat(new LogRig(directory).rows).isEqualTo(rig.rows);
  }

  @Test
  void theFloorIsLeftToOthers() throws IOException {
    var settings = new LogSettings(64 << 10, 16 << 10, false, 50_000, 8, 1 << 20);
    var log = new LogRig(directory, settings, Map.of());
    directory.capacity(60_000);
    log.append(DAY, fragment(1, 1, T0));
    log.append(DAY, fragment(1, 2, T0));
    log.append(DAY, fragment(1, 3, T0));

    assertThatThrownBy(() -> log.append(DAY, fragment(1, 4, T0)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("50000");
  }

  @Test
  void anOpenFragmentStaysReadableWhenItsSegmentIsDropped() throws IOException {
    var fragment = fragment(1, 1, T0);
    var row = rig.append(DAY, fragment).getFirst();
    try (var stored = rig.log().open(row).orElseThrow()) {
      rig.record(rig.log().seal(_ -> true));
      rig.log().drop(row.location().segment());

      assertMedia(stored, fragment);
      assertThat(rig.log().open(row)).isEmpty();
      assertThat(directory.fileNames()).isEmpty();
      assertThat(rig.log().storedBytes()).isZero();
    }
  }

  @Test
  void deadFragmentsAreErasedUnlessSomebodyHasThemOpen() throws IOException {
    var rows = new ArrayList<FragmentMetadata>();
    for (long i = 1; i <= 6; i++) {
      rows.addAll(rig.append(DAY, fragment(1, i, T0, 5000)));
    }
    rig.record(rig.log().seal(_ -> true));
    long segment = rows.getFirst().location().segment();
    var dead = List.of(rows.get(1), rows.get(3));
    try (var open = rig.log().open(rows.get(3)).orElseThrow()) {
      assertThat(rig.log().erase(segment, dead::contains)).isFalse();

      assertMedia(open, fragment(1, 4, T0, 5000));
      assertThat(rig.log().open(rows.get(1))).isEmpty();
    }
    assertThat(rig.log().erase(segment, dead::contains)).isTrue();
    assertThat(rig.log().open(rows.get(3))).isEmpty();

    var left = new LogRig(directory);
    assertThat(left.rows).containsExactly(rows.get(0), rows.get(2), rows.get(4), rows.get(5));
    for (var row : left.rows) {
      assertServed(left, fragment(1, row.number().sequence(), T0, 5000), row);
    }
    var octets = directory.octets("0000000000000001-06.klog");
    int at = (int) rows.get(1).location().offsetBytes() + LogFormat.HEADER_BYTES;
    for (int i = 0; i < rows.get(1).location().lengthBytes() - LogFormat.HEADER_BYTES; i++) {
      assertThat(octets[at + i]).isZero();
    }
  }

  @Test
  void aChecksumThatDoesNotFitIsSeen() throws IOException {
    var row = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    var damaged = damaged((int) row.location().offsetBytes() + 500);

    try (var stored = damaged.log().open(row).orElseThrow()) {
      assertThat(stored.intact()).isFalse();
    }
  }

  @Test
  void aStreamHeaderWithAWrongChecksumIsNotServed() throws IOException {
    var row = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    var damaged = damaged((int) row.location().headerOffsetBytes() + 130);

    try (var stored = damaged.log().open(row).orElseThrow()) {
      assertThatThrownBy(stored::header).isInstanceOf(CorruptLogException.class);
      assertThat(stored.intact()).isFalse();
    }
  }

  /// The log with one octet of its first segment flipped.
  private LogRig damaged(int at) throws IOException {
    rig.record(rig.log().seal(_ -> true));
    var octets = directory.octets("0000000000000001-06.klog");
    octets[at] ^= 1;
    var files = Map.of("0000000000000001-06.klog", octets);
    return new LogRig(FaultyDirectory.of(files), LogRig.SMALL, rig.states);
  }

  @Test
  void streamHeadersAreCachedWithinABound() throws IOException {
    var settings = new LogSettings(1 << 20, 16 << 10, false, 0, 2, 450);
    var log = new LogRig(directory, settings, Map.of());
    for (long stream = 1; stream <= 3; stream++) {
      log.append(DAY, fragment(stream, 1, T0));
    }
    var first = header(log, 0);
    assertThat(header(log, 0)).isSameAs(first);
    header(log, 1);
    assertThat(header(log, 0)).isSameAs(first);
    header(log, 1);
    header(log, 2);
    assertThat(header(log, 0)).isNotSameAs(first).isEqualTo(first);
  }

  private static byte[] header(LogRig log, int row) throws IOException {
    try (var stored = log.log().open(log.rows.get(row)).orElseThrow()) {
      return stored.header();
    }
  }

  @Test
  void aRecordHasAGreatestSize() {
    var tooLarge = ByteBuffer.allocateDirect(LogFormat.RECORD_MAX_BYTES);
    var small = fragment(1, 1, T0);
    var fragment =
        new NewFragment(
            1,
            small.number(),
            0,
            0,
            0,
            new Presentation(0, 0, 0, 0, true),
            true,
            new HeaderBlob(new byte[1]),
            new byte[1],
            ByteBuffer.allocate(0),
            List.of(tooLarge),
            0);

    assertThatThrownBy(() -> FragmentRecords.payloadBytes(fragment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("268435457");
  }

  @Test
  void aSegmentWhoseTimeComesWhileABatchIsWrittenIsLeftToTheNextBatch() throws IOException {
    var first = List.of(LogRig.entry(fragment(1, 1, T0), DAY));
    var written = rig.log().write(first);
    rig.clock.advance(Duration.ofDays(1));

    var second = rig.log().write(List.of(LogRig.entry(fragment(1, 2, T0), DAY)));
    rig.record(rig.log().await(written));
    rig.record(rig.log().await(second));
    rig.append(DAY, fragment(1, 3, T0));

    assertThat(written.locations().getFirst().segment())
        .isEqualTo(second.locations().getFirst().segment());
    assertThat(directory.fileNames()).hasSize(2);
  }

  @Test
  void whatACrashLeftBetweenMarkAndHoleIsPunchedLater() throws IOException {
    var secret = fragment(1, 1, T0, 5000);
    var row = rig.append(DAY, secret).getFirst();
    rig.append(DAY, fragment(1, 2, T0, 5000));
    rig.record(rig.log().seal(_ -> true));
    long segment = row.location().segment();
    directory.failing(call -> call == Call.PUNCH);
    assertThatThrownBy(() -> rig.log().erase(segment, row::equals)).isInstanceOf(IOException.class);
    directory.failing(_ -> false);

    assertThat(rig.log().erase(segment, _ -> false)).isTrue();

    int from = (int) row.location().offsetBytes() + LogFormat.HEADER_BYTES;
    int to = (int) row.location().offsetBytes() + row.location().lengthBytes();
    assertThat(Arrays.copyOfRange(directory.octets("0000000000000001-06.klog"), from, to))
        .containsOnly(0);
  }

  @Test
  void aSegmentThatSomebodyDeletedIsGoneNotAFailure() throws IOException {
    var row = rig.append(DAY, fragment(1, 1, T0)).getFirst();
    rig.record(rig.log().seal(_ -> true));
    directory.delete("0000000000000001-06.klog");

    assertThat(rig.log().open(row)).isEmpty();
    rig.log().drop(row.location().segment());

    assertThat(rig.log().storedBytes()).isZero();
  }

  @Test
  void aMarkThatCouldNotBeForcedIsWrittenAgainBeforeAHoleIsPunched() throws IOException {
    var row = rig.append(DAY, fragment(1, 1, T0), fragment(1, 2, T0)).getFirst();
    rig.record(rig.log().seal(_ -> true));
    long segment = row.location().segment();
    directory.failing(call -> call == Call.FORCE);
    assertThatThrownBy(() -> rig.log().erase(segment, row::equals)).isInstanceOf(IOException.class);
    directory.failing(_ -> false);
    assertThat(rig.log().erase(segment, row::equals)).isTrue();

    var left = directory.crash(RandomGenerator.of("L64X128MixRandom"), true);

    assertThat(new LogRig(left).rows).as("replayed").doesNotContain(row).hasSize(1);
  }
}
