package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.MemoryCatalog;
import io.kinora.store.StreamRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StreamChangesTest {
  private final MemoryCatalog streams = new MemoryCatalog(InstantSource.system());
  private final CountDownLatch firstIsDone = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
  private final StreamChanges changes =
      new StreamChanges(streams, new SlowListener(), new Versions(new Random(1)));

  @Test
  void newsComeInTheOrderOfTheChanges() throws Exception {
    var stream =
        streams
            .create("cam1", "v", 0, Collections.emptySortedMap(), Collections.emptySortedMap())
            .orElseThrow();

    var first = Thread.ofPlatform().start(() -> setRetention(stream, 1));
    firstIsDone.await();
    var second = Thread.ofPlatform().start(() -> setRetention(stream, 2));
    while (second.isAlive() && second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    first.join();
    second.join();

    assertThat(heard).containsExactly(1, 2);
    assertThat(streams.find("cam1").orElseThrow().retentionHours()).isEqualTo(2);
  }

  private void setRetention(StreamRecord stream, int hours) {
    changes.update(stream, current -> current.withRetentionHours(hours));
  }

  /// Hears of the change to one hour late.
  private final class SlowListener implements StreamLifecycle {
    @Override
    public void streamUpdated(StreamRecord stream) {
      if (stream.retentionHours() == 1) {
        firstIsDone.countDown();
        try {
          goOn.await();
        } catch (InterruptedException failure) {
          throw new IllegalStateException(failure);
        }
      }
      heard.add(stream.retentionHours());
    }

    @Override
    public void streamDeleted(StreamRecord stream) {}
  }
}
