package io.kinora.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.disk.CutFileSystem;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The power goes under the real process and a real ext4 while real producers write: at some
/// request the disk stops, the process is killed before it can notice, and of what the disk had not
/// been told to flush a part or all is gone. Afterwards all holds that holds after a kill.
///
/// `-Dkinora.cuts=N` cuts it that often. `-Dkinora.power-cut=required` fails where the machine does
/// not let us mount, instead of telling so.
final class PowerCutTest {
  private static final int CUTS = Integer.getInteger("kinora.cuts", 3);
  private static final int REPORT_EVERY = 25;
  private static final int REQUESTS_MAX = 40;
  private static final int PATIENCE_SECONDS = 30;

  @BeforeEach
  void mayMount() throws IOException {
    var whyNot = CutFileSystem.whyNot();
    if (whyNot.isPresent()) {
      assertThat(System.getProperty("kinora.power-cut", "")).isNotEqualTo("required");
      Assumptions.abort("the power is not cut on this machine: " + whyNot.get());
    }
  }

  @Test
  void whatWasForcedStaysAndWhatWasNotMayBeGone() throws IOException {
    var folder = Artefacts.folder("power-cut-files");
    var place = folder.resolve("place");
    try (var files = CutFileSystem.make(folder, place)) {
      write(place.resolve("forced"), true);
      write(place.resolve("not-forced"), false);
      files.fail();
      files.restart(new SplittableRandom(1));

      assertThat(place.resolve("forced")).hasSize(1 << 20);
      assertThat(place.resolve("not-forced")).doesNotExist();
      files.checked();
    }
  }

  private static void write(Path file, boolean force) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1 << 20));
      if (force) {
        channel.force(true);
      }
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whatWasPersistedIsServedAfterEveryPowerCut() throws Exception {
    long seed = Long.getLong("kinora.seed", System.nanoTime());
    System.out.println("PowerCutTest: -Dkinora.seed=" + seed);
    var random = new SplittableRandom(seed);
    var witnesses = new Witnesses();
    var kinora = KinoraProcess.prepared("power-cut", "--store.free-space-floor=16MiB");
    try (var files = CutFileSystem.make(Artefacts.folder("power-cut-disk"), kinora.data());
        var running = kinora) {
      running.start();
      witnesses.createStreams(running.endpoint());
      long atStake = 0;
      for (int cut = 1; cut <= CUTS || (witnesses.oneHasNothing() && cut <= 8 * CUTS); cut++) {
        witnesses.writeUntil(running.endpoint(), random, () -> cut(files, running, random));
        atStake += files.restart(random);
        running.start();
        witnesses.checkNew(running.endpoint());
        if (cut % REPORT_EVERY == 0 || cut >= CUTS) {
          System.out.printf(
              "%d cuts, %d fragments, %d writes at stake%n",
              cut, witnesses.persistedCount(), atStake);
        }
      }
      witnesses.checkAll(running.endpoint());
      running.stop();
      files.checked();
    }
    assertThat(witnesses.oneHasNothing()).as("%s", witnesses.persistedCounts()).isFalse();
  }

  private static void cut(CutFileSystem files, KinoraProcess kinora, SplittableRandom random) {
    try {
      files.freezeAfter(1 + random.nextInt(REQUESTS_MAX)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      throw new UncheckedIOException(new IOException("the disk did not stop", failure));
    }
    kinora.kill(files::fail);
  }
}
