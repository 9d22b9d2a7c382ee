package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.index.SqlDatabase;
import io.kinora.store.log.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the store promises, in as many worlds as there is time for.
///
/// `-Dsimulation.seeds=N` runs that many, `-Dseed=N` one of them. The same seed is the same world
/// as long as the code is the same.
final class SimulationTest {
  private static final int SEEDS = 40;
  private static final int REPORT_EVERY = 500;

  @TempDir Path directory;

  /// SQLite's library starts a process when it is loaded, which is not for a simulated thread to
  /// wait for.
  @BeforeAll
  static void loadSqlite(@TempDir Path elsewhere) throws IOException {
    SqlDatabase.openSqlite(elsewhere.resolve("index.db"), new UUID(0, 0), 1, Threads.PLATFORM)
        .close();
  }

  @Test
  void whatTheStorePromisesHoldsInEveryWorld() throws IOException {
    var asked = System.getProperty("seed", "");
    if (!asked.isBlank()) {
      System.out.println("seed " + asked + ": " + run(Long.parseLong(asked.strip())));
      return;
    }
    long first = new SecureRandom().nextLong();
    int seeds = Integer.getInteger("simulation.seeds", SEEDS);
    long startNs = System.nanoTime();
    long acknowledged = 0;
    long calls = 0;
    for (int i = 1; i <= seeds; i++) {
      var summary = run(first + i);
      acknowledged += summary.acknowledged();
      calls += summary.calls();
      if (i % REPORT_EVERY == 0 || i == seeds) {
        System.out.printf(
            "%d worlds in %d s: %d fragments acknowledged, %d calls to the file system%n",
            i, (System.nanoTime() - startNs) / 1_000_000_000, acknowledged, calls);
      }
    }
    assertThat(acknowledged).isGreaterThan(seeds);
  }

  @Test
  void aSeedIsTheSameWorldAgain() throws IOException {
    long seed = new SecureRandom().nextLong();
    assertThat(run(seed)).as("seed %d", seed).isEqualTo(run(seed));
  }

  private World.Summary run(long seed) throws IOException {
    var place = Files.createDirectories(directory.resolve("world"));
    try {
      return new World(place, seed).run();
    } catch (Throwable failure) {
      throw new AssertionError("with -Dseed=%d: %s".formatted(seed, failure), failure);
    } finally {
      delete(place);
    }
  }

  private static void delete(Path place) throws IOException {
    try (var files = Files.walk(place)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
