package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.StoreFront;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions that need a number when none is reserved.
class LiveStreamTest {
  private final ArrayDeque<Runnable> blockingWork = new ArrayDeque<>();
  private final Recorder writer = new Recorder();
  private boolean diskFails;

  /// Whether blocking work waits for the test; otherwise it is done before the writer waits.
  private boolean later;

  @AutoClose private final LiveStreamRig rig;
  private final LiveStream stream;

  LiveStreamTest(@TempDir Path data) throws IOException {
    rig = new LiveStreamRig(data, 24, Front::new);
    stream = rig.stream(this::run);
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
