package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.StoreFront;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions that need a number when none is reserved.
@SuppressWarnings("NullAway.Init")
class LiveStreamTest {
  @TempDir private Path data;

  private final ArrayDeque<Runnable> blockingWork = new ArrayDeque<>();
  private final Recorder writer = new Recorder();
  private boolean diskFails;

  /// Whether blocking work waits for the test; otherwise it is done before the writer waits.
  private boolean later;

  private FragmentStore store;
  private LiveStream stream;

  @BeforeEach
  void aStreamWithoutNumbers() throws IOException {
    store = new Front(LocalStore.open(StoreConfig.in(data)));
    var record =
        store
            .streams()
            .create("cam", "v", 24, Collections.emptySortedMap(), Collections.emptySortedMap())
            .orElseThrow();
    var numbers = new FragmentNumbers(new SplittableRandom(1), 0, 0);
    stream = new LiveStream(store, this::run, record, numbers);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aWriterIsToldWhenNumbersAreThere() {
    later = true;
    assertThat(stream.readyToBegin(writer)).isFalse();
    assertThat(writer.told).isEmpty();

    blockingWork.remove().run();

    assertThat(writer.told).containsExactly(true);
    assertThat(stream.readyToBegin(writer)).isTrue();
  }

  @Test
  void aWriterIsToldWhenNumbersCannotBeHad() {
    later = true;
    diskFails = true;
    assertThat(stream.readyToBegin(writer)).isFalse();

    blockingWork.remove().run();

    assertThat(writer.told).containsExactly(false);
  }

  @Test
  void aWriterThatWaitsJustAfterTheDiskFailedIsToldToo() {
    diskFails = true;

    assertThat(stream.readyToBegin(writer)).isFalse();

    assertThat(writer.told).containsExactly(false);
  }

  private void run(Runnable work) {
    if (later) {
      blockingWork.add(work);
    } else {
      work.run();
    }
  }

  private final class Front extends StoreFront {
    Front(FragmentStore store) {
      super(store);
    }

    @Override
    public long reserveSequences(long streamId) throws IOException {
      if (diskFails) {
        throw new StoreUnavailableException("bad sector");
      }
      return super.reserveSequences(streamId);
    }
  }

  private static final class Recorder implements LiveStream.Writer {
    final List<Boolean> told = new ArrayList<>();

    @Override
    public void streamDeleted() {}

    @Override
    public void numbersReserved(boolean success) {
      told.add(success);
    }

    @Override
    public boolean isReceiving() {
      return true;
    }
  }
}
