package io.kinora.store.local;

import static io.kinora.store.Fragments.all;
import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.media;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.NewFragment;
import io.kinora.store.ReadScope;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void expiredFragmentsLeaveTheIndexAndTheDisk() throws IOException {
    var stream = stream(rig.store, "cam", 1);
    for (long i = 1; i <= 50; i++) {
      rig.append(fragment(stream.id(), i, rig.nowMs(), 20_000));
      rig.pass(Duration.ofSeconds(1));
    }
    assertThat(rig.segmentFiles()).hasSizeGreaterThan(3);

    // The fragment's own time plus retention is the last moment at which it is seen.
    rig.clock.set(Instant.ofEpochMilli(T0 + 3_600_000));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).hasSize(50);
    rig.pass(Duration.ofMillis(1));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).hasSize(49);

    rig.pass(Duration.ofHours(1));
    rig.store.reapNow();

    assertThat(rig.rows(stream.id())).isEmpty();
    assertThat(rig.segmentFiles()).isEmpty();
    assertThat(rig.store.status().fragments()).isZero();
    assertThat(rig.store.status().storedBytes()).isZero();
    rig.append(fragment(stream.id(), 51, rig.nowMs()));
    assertThat(rig.rows(stream.id())).hasSize(1);
  }

  @Test
  void aSegmentLivesAsLongAsOneOfItsFragmentsIsVisible() throws IOException {
    var brief = stream(rig.store, "brief", 3);
    var longer = stream(rig.store, "longer", 4);
    rig.append(fragment(brief.id(), 1, T0));
    var kept = fragment(longer.id(), 1, T0);
    rig.append(kept);

    rig.pass(Duration.ofHours(3).plusMillis(1));
    rig.store.reapNow();

    assertThat(rig.rows(brief.id())).isEmpty();
    rig.assertServed(kept);
    rig.pass(Duration.ofHours(1));
    rig.store.reapNow();
    assertThat(rig.segmentFiles()).isEmpty();
  }

  @Test
  void aRaisedRetentionKeepsWhatIsInAShorterClass() throws IOException {
    var stream = stream(rig.store, "cam", 1);
    var fragment = fragment(stream.id(), 1, T0);
    rig.append(fragment);
    rig.store.streams().update(stream.id(), it -> it.withRetentionHours(48));

    rig.pass(Duration.ofHours(47));
    rig.store.reapNow();
    rig.assertServed(fragment);
    rig.reopen();
    rig.assertServed(fragment);

    rig.pass(Duration.ofHours(2));
    rig.store.reapNow();
    assertThat(rig.segmentFiles()).isEmpty();
  }

  @Test
  void aLoweredRetentionGivesSpaceBackAtOnce() throws IOException {
    var stream = stream(rig.store, "cam", 1000);
    for (long i = 1; i <= 20; i++) {
      rig.append(fragment(stream.id(), i, T0, 50_000));
    }
    rig.pass(Duration.ofHours(2));
    rig.store.streams().update(stream.id(), it -> it.withRetentionHours(1));
    rig.pass(Duration.ofHours(200));

    rig.store.reapNow();

    assertThat(rig.segmentFiles()).isEmpty();
  }

  @Test
  void deletedFragmentsAreErasedFromSegmentsThatLiveOn() throws IOException {
    var doomed = stream(rig.store, "doomed");
    var other = stream(rig.store, "other");
    var kept = new ArrayList<NewFragment>();
    for (long i = 1; i <= 4; i++) {
      rig.append(fragment(doomed.id(), i, T0, 20_000));
      var fragment = fragment(other.id(), i, T0, 20_000);
      kept.add(fragment);
      rig.append(fragment);
    }
    var secret = media(fragment(doomed.id(), 2, T0, 20_000));
    assertThat(diskContains(secret)).isTrue();

    rig.store.streams().delete(doomed.id(), _ -> {});
    rig.store.reapNow();

    assertThat(diskContains(secret)).isFalse();
    for (var fragment : kept) {
      rig.assertServed(fragment);
    }
    rig.reopenAfter(this::deleteIndex);
    assertThat(rig.rows(other.id())).hasSize(4);
    for (var fragment : kept) {
      rig.assertServed(fragment);
    }
  }

  @Test
  void anIndexMadeAnewStillErasesWhatWasDeleted() throws IOException {
    var doomed = stream(rig.store, "doomed");
    var other = stream(rig.store, "other");
    for (long i = 1; i <= 4; i++) {
      rig.append(fragment(other.id(), i, T0, 20_000));
    }
    rig.append(fragment(doomed.id(), 1, T0, 20_000));
    rig.store.streams().delete(doomed.id(), _ -> {});

    rig.reopenAfter(this::deleteIndex);
    rig.store.reapNow();

    assertThat(diskContains(media(fragment(doomed.id(), 1, T0, 20_000)))).isFalse();
    assertThat(rig.rows(other.id())).hasSize(4);
  }

  private void deleteIndex() throws IOException {
    for (var suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(rig.directory.resolve("index.db" + suffix));
    }
  }

  private boolean diskContains(byte[] octets) throws IOException {
    var needle = new String(octets, 0, 1000, java.nio.charset.StandardCharsets.ISO_8859_1);
    for (var file : rig.segmentFiles()) {
      if (Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains(needle)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aReaderIsBrokenByNeitherRetentionNorDeletion() throws IOException {
    var stream = stream(rig.store, "cam", 1);
    var other = stream(rig.store, "other", 1);
    var first = fragment(stream.id(), 1, T0, 20_000);
    var row = rig.append(first);
    var second = fragment(stream.id(), 2, T0 + 1000, 20_000);
    var secondRow = rig.append(second);
    rig.append(fragment(other.id(), 1, T0 + 3_500_000, 20_000));
    try (var open = rig.store.open(row).orElseThrow();
        var alsoOpen = rig.store.open(secondRow).orElseThrow()) {
      rig.pass(Duration.ofHours(1).plusMillis(1));
      rig.store.reapNow();
      assertThat(rig.store.open(row)).isEmpty();
      assertMedia(open.mediaBytes(), open::read, first);

      rig.store.streams().delete(stream.id(), _ -> {});
      rig.store.reapNow();
      assertMedia(open.mediaBytes(), open::read, first);
      assertMedia(alsoOpen.mediaBytes(), alsoOpen::read, second);

      rig.pass(Duration.ofHours(5));
      rig.store.reapNow();
      assertThat(rig.segmentFiles()).isEmpty();
      assertMedia(open.mediaBytes(), open::read, first);
      assertMedia(alsoOpen.mediaBytes(), alsoOpen::read, second);
    }
  }

  @Test
  void aRowInHandOpensNothingOnceItIsTrimmedOrItsStreamDeleted() throws IOException {
    var doomed = stream(rig.store, "doomed", 1);
    var other = stream(rig.store, "other", 1);
    var early = rig.append(fragment(doomed.id(), 1, T0, 20_000));
    var late = rig.append(fragment(doomed.id(), 2, T0 + 3_500_000, 20_000));
    var kept = fragment(other.id(), 1, T0 + 3_500_000, 20_000);
    rig.append(kept);

    rig.pass(Duration.ofHours(1).plusMillis(1));
    rig.store.reapNow();
    assertThat(rig.store.open(early)).isEmpty();
    rig.store.open(late).orElseThrow().close();

    rig.store.streams().delete(doomed.id(), _ -> {});
    assertThat(rig.store.open(late)).isEmpty();
    rig.store.reapNow();
    assertThat(rig.store.open(late)).isEmpty();
    rig.assertServed(kept);
  }

  private interface Reading {
    void read(int offset, ByteBuffer into) throws IOException;
  }

  private static void assertMedia(int bytes, Reading reading, NewFragment fragment)
      throws IOException {
    var media = ByteBuffer.allocate(bytes);
    reading.read(0, media);
    assertThat(media.array()).isEqualTo(media(fragment));
  }

  @Test
  void theBufferOfAStreamThatKeepsNothingHoldsFiveMinutes() throws IOException {
    var stream = stream(rig.store, "cam", 0);
    for (long i = 1; i <= 10; i++) {
      rig.append(fragment(stream.id(), i, rig.nowMs(), rig.nowMs(), 1000, false));
      rig.pass(Duration.ofMinutes(1));
    }
    var scope = ReadScope.playable(stream, rig.nowMs());
    assertThat(rig.store.after(scope, 0, 100)).hasSize(5);
    assertThat(rig.store.after(ReadScope.archive(stream, rig.nowMs()), 0, 100)).isEmpty();

    rig.store.reapNow();

    assertThat(rig.rows(stream.id())).hasSize(5);
    rig.pass(Duration.ofMinutes(6));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).isEmpty();
    assertThat(rig.segmentFiles()).isEmpty();
  }

  @Test
  void theBufferOfAStreamThatKeepsNothingHoldsTwoHundredMegabytes() throws IOException {
    var stream = stream(rig.store, "cam", 0);
    var other = stream(rig.store, "other", 0);
    int bytes = 30_000_000;
    rig.append(fragment(other.id(), 1, T0, T0, bytes, false));
    for (long i = 1; i <= 8; i++) {
      rig.append(fragment(stream.id(), i, T0, T0, bytes, false));
    }
    // Whatever follows waits for the shard to have tidied up.
    rig.append(fragment(other.id(), 2, T0, T0, 1000, false));

    assertThat(rig.rows(stream.id()))
        .extracting(row -> row.number().sequence())
        .containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(rig.rows(other.id())).hasSize(2);
  }

  @Test
  void bufferedFragmentsDoNotBecomeAnArchiveLater() throws IOException {
    var stream = stream(rig.store, "cam", 0);
    rig.append(fragment(stream.id(), 1, T0, T0, 1000, false));
    rig.store.streams().update(stream.id(), it -> it.withRetentionHours(24));
    rig.append(fragment(stream.id(), 2, T0, T0, 1000, true));
    var now = rig.store.streams().find(stream.id()).orElseThrow();

    assertThat(rig.store.after(ReadScope.playable(now, rig.nowMs()), 0, 100)).hasSize(1);
    rig.pass(Duration.ofMinutes(6));
    rig.store.reapNow();
    assertThat(rig.rows(stream.id())).hasSize(1);
  }

  @Test
  void manyRowsOfManyStreamsGoInBoundedTransactions() throws IOException {
    var ids = new ArrayList<Long>();
    for (int s = 0; s < 3; s++) {
      var stream = stream(rig.store, "cam" + s, 1);
      ids.add(stream.id());
      var last = rig.store.append(fragment(stream.id(), 1, T0, 10));
      for (long i = 2; i <= 1200; i++) {
        last = rig.store.append(fragment(stream.id(), i, T0, 10));
      }
      last.join();
    }
    rig.store.streams().delete(ids.getFirst(), _ -> {});
    rig.pass(Duration.ofHours(2));

    rig.store.reapNow();

    assertThat(rig.store.status().fragments()).isZero();
    assertThat(rig.segmentFiles()).isEmpty();
  }

  @Test
  void aCrashWhileReapingNeverLeavesAListedFragmentWithoutOctets() throws IOException {
    for (int calls = 0; calls < 40; calls++) {
      var clock = new FakeClock(Instant.ofEpochMilli(T0));
      var log = new FaultyDirectory();
      var catalog = new FaultyDirectory();
      var place = directory.resolve("crash" + calls);
      try (var world = Rig.onFaultyFiles(place, clock, log, catalog)) {
        var doomed = stream(world.store, "doomed", 1);
        var brief = stream(world.store, "brief", 1);
        var kept = stream(world.store, "kept", 2);
        for (long i = 1; i <= 12; i++) {
          world.append(fragment(doomed.id(), i, T0, 20_000));
          world.append(fragment(brief.id(), i, T0, 20_000));
          world.append(fragment(kept.id(), i, T0, 20_000));
        }
        world.store.streams().delete(doomed.id(), _ -> {});
        world.pass(Duration.ofMinutes(90));
        int[] left = {calls};
        log.failing(call -> left[0]-- <= 0);
        try {
          world.store.reapNow();
        } catch (IOException | RuntimeException expected) {
          assertThat(expected).hasStackTraceContaining("made to fail");
        }
        var random = new java.util.Random(calls);
        world.directories.put("log", log.crash(random, true));
        world.directories.put("catalog", catalog.crash(random, true));
        try (var after = world.killed(directory.resolve("after" + calls))) {
          assertThat(after.rows(kept.id())).hasSize(12);
          for (var row : after.rows()) {
            try (var open = after.store.open(row).orElseThrow()) {
              assertThat(open.intact()).isTrue();
            }
          }
          after.store.reapNow();
          assertThat(after.store.after(all(brief.id()), 0, 1)).isEmpty();
          for (long i = 1; i <= 12; i++) {
            after.assertServed(fragment(kept.id(), i, T0, 20_000));
          }
        }
        log.failing(_ -> false);
      }
    }
  }
}
