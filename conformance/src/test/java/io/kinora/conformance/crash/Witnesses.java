package io.kinora.conformance.crash;

import io.kinora.conformance.client.SdkV2;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Producers of four streams, and what they were promised. They write until the server dies, and
/// know what must be there when it is back.
final class Witnesses {
  private static final int STEPS_MAX = 40;

  private final List<Ledger> rawLedgers =
      Stream.of("raw-1", "raw-2", "raw-3").map(Ledger::new).toList();
  private final Ledger sdkLedger = new Ledger("sdk");
  private final List<Ledger> ledgers =
      Stream.concat(rawLedgers.stream(), Stream.of(sdkLedger)).toList();

  /// Creates their streams.
  void createStreams(URI endpoint) {
    try (var sdk = SdkV2.of(endpoint)) {
      ledgers.forEach(ledger -> sdk.createStream(ledger.stream()));
    }
  }

  /// Writes under a server that was started just now, until one of the producers, which one is
  /// random, has seen a random number of acknowledgements, and the server has died of `death`.
  void writeUntil(URI endpoint, SplittableRandom random, Runnable death)
      throws InterruptedException, ExecutionException {
    ledgers.forEach(Ledger::serverStarts);
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
      death.run();
      killed.complete(null);
      for (var producer : producers) {
        producer.get();
      }
    }
  }

  /// Checks what is new, see [Ledger#checkNew].
  void checkNew(URI endpoint) {
    try (var sdk = SdkV2.of(endpoint)) {
      ledgers.forEach(ledger -> ledger.checkNew(sdk));
    }
  }

  /// Checks everything again.
  void checkAll(URI endpoint) {
    try (var sdk = SdkV2.of(endpoint)) {
      ledgers.forEach(ledger -> ledger.checkAll(sdk));
    }
  }

  /// How many fragments each of them was promised.
  List<Integer> persistedCounts() {
    return ledgers.stream().map(Ledger::persistedCount).toList();
  }

  /// Whether one of them was promised nothing.
  boolean oneHasNothing() {
    return persistedCounts().contains(0);
  }

  /// How many fragments all of them were promised.
  int persistedCount() {
    return persistedCounts().stream().mapToInt(Integer::intValue).sum();
  }
}
