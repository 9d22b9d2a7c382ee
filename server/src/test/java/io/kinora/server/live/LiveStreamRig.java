package io.kinora.server.live;

import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/// A stream `cam` in a store of its own.
final class LiveStreamRig implements AutoCloseable {
  final FragmentStore store;
  final StreamRecord record;

  /// @param front puts something of the test's choice in front of the store
  LiveStreamRig(Path data, int retentionHours, UnaryOperator<FragmentStore> front)
      throws IOException {
    store = front.apply(LocalStore.open(StoreConfig.in(data)));
    record =
        store
            .streams()
            .create(
                "cam",
                "v",
                retentionHours,
                Collections.emptySortedMap(),
                Collections.emptySortedMap())
            .orElseThrow();
  }

  /// The stream as sessions and readers share it, without a number as yet.
  LiveStream stream(Executor blocking) {
    return new LiveStream(
        store,
        blocking,
        record,
        new FragmentNumbers(new SplittableRandom(1), 0, 0),
        new RecentlyStored(Duration.ZERO, System::nanoTime));
  }

  @Override
  public void close() {
    store.close();
  }
}
