package io.kinora.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.process.KinoraProcess;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The real process dies by SIGKILL at random points while real producers write. After every death:
/// what was persisted is listed and served byte for byte, whatever else is listed is whole, and
/// fragment numbers go on rising.
///
/// `-Dkinora.kills=N` kills it that often, and more often while too little was promised.
final class Kill9Test {
  private static final int KILLS = Integer.getInteger("kinora.kills", 10);
  private static final int REPORT_EVERY = 25;
  private static final long DELAY_NS_MAX = 3_000_000;

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void whatWasPersistedIsServedAfterEveryKill() throws Exception {
    long seed = Long.getLong("kinora.seed", System.nanoTime());
    System.out.println("Kill9Test: -Dkinora.seed=" + seed);
    var random = new SplittableRandom(seed);
    var witnesses = new Witnesses();
    try (var kinora = KinoraProcess.start("kill-9")) {
      witnesses.createStreams(kinora.endpoint());
      for (int kill = 1;
          kill <= KILLS || (promisedLittle(witnesses) && kill <= 4 * KILLS);
          kill++) {
        witnesses.writeUntil(
            kinora.endpoint(),
            random,
            () -> {
              LockSupport.parkNanos(random.nextLong(DELAY_NS_MAX));
              kinora.kill();
            });
        kinora.start();
        witnesses.checkNew(kinora.endpoint());
        if (kill % REPORT_EVERY == 0) {
          System.out.printf("%d kills, %d fragments%n", kill, witnesses.persistedCount());
        }
      }
      witnesses.checkAll(kinora.endpoint());
    }
    assertThat(promisedLittle(witnesses)).as("%s", witnesses.persistedCounts()).isFalse();
  }

  private static boolean promisedLittle(Witnesses witnesses) {
    return witnesses.oneHasNothing() || witnesses.persistedCount() <= 10 * KILLS;
  }
}
