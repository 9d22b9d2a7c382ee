package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.StoreFront;
import io.kinora.store.FragmentStore;
import io.kinora.store.HeaderBlob;
import io.kinora.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions that need a number when none is reserved.
class LiveStreamTest {
  private static final HeaderBlob HEADER = new HeaderBlob(new byte[] {1});

  private final PagePool pool = new PagePool(4L * PagePool.PAGE_BYTES, PagePool.PAGE_BYTES);
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
    assertThat(begin(writer)).isFalse();
    assertThat(writer.told).isEmpty();

    blockingWork.remove().run();

    assertThat(writer.told).containsExactly(true);
    assertThat(begin(writer)).isTrue();
  }

  @Test
  void aWriterIsToldWhenNumbersCannotBeHad() {
    later = true;
    diskFails = true;
    assertThat(begin(writer)).isFalse();

    blockingWork.remove().run();

    assertThat(writer.told).containsExactly(false);
  }

  @Test
  void aWriterThatWaitsJustAfterTheDiskFailedIsToldToo() {
    diskFails = true;

    assertThat(begin(writer)).isFalse();

    assertThat(writer.told).containsExactly(false);
  }

  @Test
  void twoWritersDoNotShareTheLastNumber() {
    later = true;
    var other = new Recorder();
    assertThat(begin(writer)).isFalse();
    blockingWork.remove().run();
    for (int i = 1; i < FragmentStore.SEQUENCE_BLOCK; i++) {
      assertThat(begin(writer)).isTrue();
    }

    assertThat(begin(writer)).as("the last number").isTrue();
    assertThat(begin(other)).isFalse();
    blockingWork.remove().run();
    assertThat(other.told).containsExactly(true);
    assertThat(begin(other)).isTrue();
  }

  private boolean begin(LiveStream.Writer who) {
    return stream.begin(
        who,
        new LiveFragment(pool),
        1000,
        number ->
            new LiveFragment.Identity(
                number, number.toString(), 0, 0, HEADER, 0, new byte[0], OptionalLong.empty(), 0));
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
