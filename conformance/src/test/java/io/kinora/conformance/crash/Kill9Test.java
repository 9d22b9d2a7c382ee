package io.kinora.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.KinoraProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The real process dies by SIGKILL at random points while real producers write. After every death:
/// what was persisted is listed and served byte for byte, whatever else is listed is whole, and
/// fragment numbers go on rising.
///
/// `-Dkinora.kills=N` kills it that often.
final class Kill9Test {
  private static final int KILLS = Integer.getInteger("kinora.kills", 25);
  private static final int STEPS_MAX = 40;
  private static final long DELAY_NS_MAX = 3_000_000;

  private final List<Ledger> rawLedgers =
      Stream.of("raw-1", "raw-2", "raw-3").map(Ledger::new).toList();
  private final Ledger sdkLedger = new Ledger("sdk");
  private final List<Ledger> ledgers =
      Stream.concat(rawLedgers.stream(), Stream.of(sdkLedger)).toList();

  @Test
  void whatWasPersistedIsServedAfterEveryKill() throws Exception {
    long seed = Long.getLong("kinora.seed", System.nanoTime());
    System.out.println("Kill9Test: -Dkinora.seed=" + seed);
    var random = new SplittableRandom(seed);
    try (var kinora = KinoraProcess.start("kill-9")) {
      try (var sdk = SdkV2.of(kinora.endpoint())) {
        ledgers.forEach(ledger -> sdk.createStream(ledger.stream()));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        ledgers.forEach(Ledger::serverStarts);
        killUnderProducers(kinora, random);
        kinora.start();
        try (var sdk = SdkV2.of(kinora.endpoint())) {
          ledgers.forEach(ledger -> ledger.checkNew(sdk));
        }
      }
      try (var sdk = SdkV2.of(kinora.endpoint())) {
        ledgers.forEach(ledger -> ledger.checkAll(sdk));
      }
    }
    assertThat(ledgers).extracting(Ledger::persistedCount).allMatch(count -> count > 0);
    assertThat(ledgers.stream().mapToInt(Ledger::persistedCount).sum()).isGreaterThan(10 * KILLS);
  }

  /// Lets one of the producers, which one is random, see a random number of acknowledgements and
  /// the server live a random time more.
  private void killUnderProducers(KinoraProcess kinora, SplittableRandom random)
      throws InterruptedException, ExecutionException {
    var endpoint = kinora.endpoint();
    var counted = ledgers.get(random.nextInt(ledgers.size()));
    var steps = new CountDownLatch(random.nextInt(1, STEPS_MAX + 1));
    Consumer<Ledger> step =
        ledger -> {
          if (ledger == counted) {
            steps.countDown();
          }
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var producers = new ArrayList<Future<?>>();
      for (var ledger : rawLedgers) {
        var ofRaw = random.split();
        producers.add(threads.submit(() -> Producers.raw(endpoint, ledger, step, ofRaw)));
      }
      var killed = new CompletableFuture<Void>();
      var ofSdk = random.split();
      producers.add(threads.submit(() -> Producers.sdk(endpoint, sdkLedger, step, killed, ofSdk)));
      steps.await();
      LockSupport.parkNanos(random.nextLong(DELAY_NS_MAX));
      kinora.kill();
      killed.complete(null);
      for (var producer : producers) {
        producer.get();
      }
    }
  }
}
