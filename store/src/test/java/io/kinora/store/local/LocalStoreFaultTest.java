package io.kinora.store.local;

import static io.kinora.store.Fragments.all;
import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.FaultyDirectory.Call;
import io.kinora.store.log.LogSettings;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that fail, limits that are crossed, and two who want the same directory.
final class LocalStoreFaultTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final FaultyDirectory log = new FaultyDirectory();
  private final FaultyDirectory catalog = new FaultyDirectory();
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig =
        Rig.onFaultyFiles(
            directory.resolve("store"), new FakeClock(Instant.ofEpochMilli(T0)), log, catalog);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void assertUnavailable(CompletableFuture<FragmentMetadata> append) {
    assertThat(append)
        .completesExceptionallyWithin(SOON)
        .withThrowableThat()
        .withCauseInstanceOf(StoreUnavailableException.class);
  }

  private void assertWorks(long streamId, long sequence) throws IOException {
    var fragment = fragment(streamId, sequence, T0);
    rig.append(fragment);
    rig.assertServed(fragment);
    assertThat(rig.store.status().writable()).isTrue();
    assertThat(rig.store.status().detail()).isEmpty();
  }

  @Test
  void aDiskThatFailsStopsAcknowledgementsNotReading() throws IOException {
    var stream = stream(rig.store, "cam");
    var kept = fragment(stream.id(), 1, T0);
    rig.append(kept);
    long sequence = 2;
    for (var call : new Call[] {Call.WRITE, Call.FORCE, Call.WRITE}) {
      log.failing(it -> it == call);

      assertUnavailable(rig.store.append(fragment(stream.id(), sequence++, T0)));

      assertThat(rig.store.status().writable()).isFalse();
      assertThat(rig.store.status().detail()).contains("made to fail");
      rig.assertServed(kept);
      assertThat(rig.rows(stream.id())).hasSize(1);
    }
    log.failing(_ -> false);

    assertWorks(stream.id(), sequence);
    rig.reopen();
    assertThat(rig.rows(stream.id())).hasSize(2);
  }

  @Test
  void aFullDiskRecoversBySpaceAlone() throws IOException {
    var stream = stream(rig.store, "cam");
    log.capacity(100_000);
    var stored = new ArrayList<NewFragment>();
    int refused = 0;
    for (long i = 1; i <= 20; i++) {
      var fragment = fragment(stream.id(), i, T0, 10_000);
      try {
        rig.append(fragment);
        stored.add(fragment);
      } catch (java.util.concurrent.CompletionException full) {
        assertThat(full).hasCauseInstanceOf(StoreUnavailableException.class);
        refused++;
      }
    }
    assertThat(stored).isNotEmpty();
    assertThat(refused).isPositive();
    assertThat(rig.rows(stream.id())).hasSize(stored.size());
    for (var fragment : stored) {
      rig.assertServed(fragment);
    }

    log.capacity(1 << 20);

    assertWorks(stream.id(), 100);
    rig.reopen();
    assertThat(rig.rows(stream.id())).hasSize(stored.size() + 1);
  }

  @Test
  void aCatalogThatCannotBeWrittenStaysAsItWas() throws IOException {
    var stream = stream(rig.store, "cam");
    for (var call : new Call[] {Call.WRITE, Call.FORCE, Call.WRITE}) {
      catalog.failing(it -> it == call);
      assertThatThrownBy(() -> stream(rig.store, "other"))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> rig.store.reserveSequences(stream.id()))
          .isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(
              () -> rig.store.streams().update(stream.id(), it -> it.withRetentionHours(5)))
          .hasCauseInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> rig.store.streams().delete(stream.id(), _ -> {}))
          .hasCauseInstanceOf(StoreUnavailableException.class);

      assertThat(rig.store.streams().list("", "", 10)).containsExactly(stream);
      assertThat(rig.store.status().writable()).isFalse();
      catalog.failing(_ -> false);
    }
    assertThat(stream(rig.store, "other").id()).isEqualTo(stream.id() + 1);
    assertThat(rig.store.reserveSequences(stream.id())).isEqualTo(1);
    assertThat(rig.store.status().writable()).isTrue();
    rig.reopen();
    assertThat(rig.store.streams().count()).isEqualTo(2);
    assertThat(rig.store.reserveSequences(stream.id())).isEqualTo(1001);
  }

  @Test
  void whatAChangeOrACheckThrowsReachesTheCallerAndChangesNothing() {
    var stream = stream(rig.store, "cam");
    var refusal = new IllegalStateException("version does not match");

    assertThatThrownBy(
            () ->
                rig.store
                    .streams()
                    .update(
                        stream.id(),
                        _ -> {
                          throw refusal;
                        }))
        .isSameAs(refusal);
    assertThatThrownBy(
            () ->
                rig.store
                    .streams()
                    .delete(
                        stream.id(),
                        _ -> {
                          throw refusal;
                        }))
        .isSameAs(refusal);

    assertThat(rig.store.streams().find(stream.id())).contains(stream);
  }

  @Test
  void aFullQueueRefusesAtOnce() throws IOException {
    rig.queue(new StoreConfig.Queue(5, 1 << 20, 64, 1 << 20));
    rig.reopen();
    var stream = stream(rig.store, "cam");
    var atDisk = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    holdWrites(atDisk, goOn);
    var first = rig.store.append(fragment(stream.id(), 1, T0));
    await(atDisk);
    var waiting = new ArrayList<CompletableFuture<FragmentMetadata>>();
    for (long i = 2; i <= 6; i++) {
      waiting.add(rig.store.append(fragment(stream.id(), i, T0)));
    }

    assertUnavailable(rig.store.append(fragment(stream.id(), 7, T0)));

    goOn.countDown();
    first.join();
    waiting.forEach(CompletableFuture::join);
    assertThat(rig.rows(stream.id())).hasSize(6);
  }

  @Test
  void aQueueIsFullByOctetsToo() throws IOException {
    rig.queue(new StoreConfig.Queue(100, 20_000, 64, 1 << 20));
    rig.reopen();
    var stream = stream(rig.store, "cam");
    var atDisk = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    holdWrites(atDisk, goOn);
    var first = rig.store.append(fragment(stream.id(), 1, T0, 50_000));
    await(atDisk);
    // One may always wait, however large.
    var second = rig.store.append(fragment(stream.id(), 2, T0, 50_000));

    assertUnavailable(rig.store.append(fragment(stream.id(), 3, T0, 10)));

    goOn.countDown();
    first.join();
    second.join();
  }

  private void holdWrites(CountDownLatch atDisk, CountDownLatch goOn) {
    log.failing(
        call -> {
          if (call == Call.WRITE) {
            atDisk.countDown();
            await(goOn);
          }
          return false;
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void aBatchHasAtMostSoManyFragmentsAndOctets() throws IOException {
    rig.queue(new StoreConfig.Queue(1000, 1 << 20, 10, 50_000));
    rig.reopen();
    var stream = stream(rig.store, "cam");
    var atDisk = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var forces = new ArrayList<Call>();
    log.failing(
        call -> {
          if (call == Call.FORCE) {
            forces.add(call);
            atDisk.countDown();
            await(goOn);
          }
          return false;
        });
    var futures = new ArrayList<CompletableFuture<?>>();
    futures.add(rig.store.append(fragment(stream.id(), 1, T0)));
    await(atDisk);
    for (long i = 2; i <= 31; i++) {
      futures.add(rig.store.append(fragment(stream.id(), i, T0, 10)));
    }
    for (long i = 32; i <= 36; i++) {
      futures.add(rig.store.append(fragment(stream.id(), i, T0, 20_000)));
    }
    goOn.countDown();
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();

    // One alone, thirty by tens, five by twos.
    assertThat(forces).hasSize(1 + 3 + 3);
  }

  @Test
  void closingStoresWhatWaits() throws IOException {
    var stream = stream(rig.store, "cam");
    var futures = new ArrayList<CompletableFuture<?>>();
    for (long i = 1; i <= 300; i++) {
      futures.add(rig.store.append(fragment(stream.id(), i, T0)));
    }

    rig.reopen();

    assertThat(futures).allMatch(future -> !future.isCompletedExceptionally());
    assertThat(rig.rows(stream.id())).hasSize(300);
  }

  @Test
  void whatCannotBeARecordIsTheCallersMistake() {
    var stream = stream(rig.store, "cam");
    var small = fragment(stream.id(), 1, T0);
    var moreClusterThanMedia =
        new NewFragment(
            stream.id(),
            small.number(),
            0,
            0,
            0,
            new Presentation(0, 0, 0, 0, true),
            true,
            small.header(),
            small.leading(),
            small.frameTable(),
            small.media(),
            1001);

    assertThatThrownBy(() -> rig.store.append(moreClusterThanMedia))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDirectoryIsForOneAtATime() throws IOException {
    var config = StoreConfig.in(rig.directory);

    assertThatThrownBy(() -> LocalStore.open(config))
        .hasMessageContaining("in use by another Kinora")
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));

    rig.store.close();
    rig.reopen();
    assertThat(rig.store.status().writable()).isTrue();
  }

  @Test
  void theDirectoryIsForItsOwnerOnly() throws IOException {
    for (var name : new String[] {"", "log", "catalog"}) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(rig.directory.resolve(name))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aLayoutOfAnotherVersionIsRefused() throws IOException {
    rig.close();
    var file = rig.directory.resolve("kinora.store");
    var content = Files.readString(file);
    Files.writeString(file, content.replace("format 1", "format 2"));
    assertThatThrownBy(() -> rig.reopen()).hasMessageContaining("layout 2");
    Files.writeString(file, "something else");
    assertThatThrownBy(() -> rig.reopen()).hasMessageContaining("not the file of a Kinora store");
    Files.writeString(file, content);
    rig.reopen();
  }

  @Test
  void aCatalogThatGrewIsWrittenAnew() throws IOException {
    try (var real = new Rig(directory.resolve("real"))) {
      var stream = stream(real.store, "cam");
      var other = stream(real.store, "other");
      real.store.streams().delete(other.id(), _ -> {});
      real.store.reserveSequences(stream.id());
      var padding = "x".repeat(200_000);
      long largest = 0;
      for (int i = 0; i < 100; i++) {
        var version = i + padding;
        real.store.streams().update(stream.id(), it -> it.withVersion(version));
        largest = Math.max(largest, catalogBytes(real));
      }

      assertThat(largest).isBetween(16L << 20, 17L << 20);
      assertThat(catalogBytes(real)).isLessThan(5 << 20);
      real.reopen();
      var found = real.store.streams().find(stream.id()).orElseThrow();
      assertThat(found.version()).startsWith("99x");
      assertThat(real.store.reserveSequences(stream.id())).isEqualTo(1001);
      assertThat(stream(real.store, "third").id()).isEqualTo(3);
    }
  }

  private static long catalogBytes(Rig rig) throws IOException {
    try (var files = Files.list(rig.directory.resolve("catalog"))) {
      var all = files.toList();
      assertThat(all).hasSize(1);
      return Files.size(all.getFirst());
    }
  }

  @Test
  void aRealDiskThatIsFullRecoversBySpaceAlone() throws IOException {
    var mount = directory.resolve("small");
    Files.createDirectories(mount);
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mount.toString());
    // Only root may mount; without it a large directory stands in, which never fills.
    var settings = new LogSettings(4 << 20, 1 << 20, true, 4 << 20, 16, 1 << 20);
    try (var small = new Rig(mount.resolve("store"))) {
      small.settings(settings);
      small.reopen();
      var stream = stream(small.store, "cam", 1);
      var stored = new ArrayList<NewFragment>();
      boolean refused = false;
      for (long i = 1; i <= 60 && !refused; i++) {
        var fragment = fragment(stream.id(), i, T0, 1_000_000);
        try {
          small.append(fragment);
          stored.add(fragment);
        } catch (java.util.concurrent.CompletionException full) {
          assertThat(full).hasCauseInstanceOf(StoreUnavailableException.class);
          refused = true;
        }
      }
      assertThat(refused).isEqualTo(mounted);
      assertThat(stored).hasSizeGreaterThan(10);
      for (var fragment : stored) {
        small.assertServed(fragment);
      }
      // Index and catalog go on below the floor.
      assertThat(small.store.reserveSequences(stream.id())).isEqualTo(1001);
      assertThat(stream(small.store, "other").id()).isEqualTo(2);

      small.pass(Duration.ofHours(2));
      small.store.reapNow();

      var after = fragment(stream.id(), 100, small.nowMs(), 1_000_000);
      small.append(after);
      small.assertServed(after);
      assertThat(small.store.after(all(stream.id()), 0, 10)).hasSize(1);
    } finally {
      if (mounted) {
        assertThat(run("umount", mount.toString())).isTrue();
      }
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void theCatalogsSuccessDoesNotHideTheLogsFailure() throws IOException {
    var stream = stream(rig.store, "cam");
    log.failing(call -> call == Call.WRITE);
    assertUnavailable(rig.store.append(fragment(stream.id(), 1, T0)));

    rig.store.reserveSequences(stream.id());

    assertThat(rig.store.status().writable()).isFalse();
    log.failing(_ -> false);
    assertWorks(stream.id(), 2);
  }

  @Test
  void oneSegmentThatCannotBeDroppedDoesNotKeepTheOthers() throws IOException {
    var stream = stream(rig.store, "cam", 1);
    for (long i = 1; i <= 30; i++) {
      rig.append(fragment(stream.id(), i, T0, 50_000));
    }
    rig.pass(Duration.ofHours(2));
    var deletes = new AtomicInteger();
    log.failing(call -> call == Call.DELETE && deletes.getAndIncrement() == 0);

    assertThatThrownBy(() -> rig.store.reapNow()).hasMessageContaining("made to fail");

    assertThat(deletes).hasValueGreaterThan(2);
    assertThat(log.fileNames()).hasSize(1);
    rig.store.reapNow();
    assertThat(log.fileNames()).isEmpty();
  }
}
