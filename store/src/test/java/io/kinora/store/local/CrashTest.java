package io.kinora.store.local;

import io.kinora.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;

/// Whatever was acknowledged survives any crash at any place; whatever was not is whole or absent.
/// The threads are those of the machine: [io.kinora.store.simulation.SimulationTest] sees more
/// worlds, in one thread.
final class CrashTest {
  @TempDir Path directory;

  @Seeded(tries = 10)
  void whatWasAcknowledgedIsServedAfterAnyCrash(RandomGenerator random) throws IOException {
    try (var world = new CrashWorld(directory, random)) {
      for (int life = 0; life < 6; life++) {
        world.live();
      }
    }
  }
}
