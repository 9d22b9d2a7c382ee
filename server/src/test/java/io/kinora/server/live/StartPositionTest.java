package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.StoreFront;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Start positions of readers that come while fragments begin and go to the disk.
class StartPositionTest {
  private static final long T = System.currentTimeMillis();
  private static final int MANY = 20_000;
  private static final HeaderBlob HEADER = new HeaderBlob(new byte[] {1});

  private final PagePool pool = new PagePool(64L * PagePool.PAGE_BYTES, PagePool.PAGE_BYTES);
  @AutoClose private final LiveStreamRig rig;
  private final LiveStream stream;

  /// Happens when the store has been asked for a time, before its answer arrives.
  private Runnable meanwhile = () -> {};

  StartPositionTest(@TempDir Path data) throws IOException {
    rig = new LiveStreamRig(data, 24, Front::new);
    stream = rig.stream(Runnable::run);
  }

  @Test
  void nowSkipsNoFragmentThatBeginsWhileItLooks() throws Exception {
    var round = new AtomicInteger();
    var producer = Thread.ofPlatform().start(() -> beginOneEachRound(round));
    try {
      while (round.incrementAndGet() < MANY) {
        long position = position(new StartSelector.Now());
        assertThat(stream.arriving().stream())
            .allMatch(fragment -> fragment.identity().number().sequence() > position);
      }
    } finally {
      round.set(MANY);
      producer.join();
    }
  }

  private void beginOneEachRound(AtomicInteger round) {
    for (int now = round.get(); now < MANY; now = round.get()) {
      var fragment = begin(T);
      while (round.get() == now) {
        Thread.onSpinWait();
      }
      stream.discard(fragment);
    }
  }

  @Test
  void aFragmentThatIsStoredBehindTheBackOfAServerTimeIsNotSkipped() throws Exception {
    var fragment = begin(T);
    complete(fragment);
    meanwhile = () -> storeNow(fragment);

    assertThat(position(new StartSelector.ServerTime(T))).isZero();
  }

  @Test
  void aFragmentThatIsStoredBehindTheBackOfAProducerTimeIsNotSkipped() throws Exception {
    var fragment = begin(T);
    meanwhile =
        () -> {
          complete(fragment);
          storeNow(fragment);
        };

    assertThat(position(new StartSelector.ProducerTime(T))).isZero();
  }

  @Test
  void aFragmentInMemoryComesBeforeAStoredOneThatBeganAfterIt() throws Exception {
    begin(T);
    var overtaking = begin(T + 1000);
    complete(overtaking);
    storeNow(overtaking);

    assertThat(position(new StartSelector.ServerTime(T - 1))).isZero();
    assertThat(position(new StartSelector.ProducerTime(T - 1))).isZero();
  }

  private long position(StartSelector start) throws IOException {
    return new StartPosition(stream, rig.store, T + 2000).of(start);
  }

  /// A fragment that begins at that moment of both clocks.
  private LiveFragment begin(long timeMs) {
    var fragment = new LiveFragment(pool);
    assertThat(
            stream.begin(
                new Nobody(),
                fragment,
                timeMs,
                number ->
                    new LiveFragment.Identity(
                        number,
                        number.toString(),
                        timeMs,
                        timeMs,
                        HEADER,
                        0,
                        new byte[0],
                        OptionalLong.empty(),
                        0)))
        .isTrue();
    return fragment;
  }

  private void complete(LiveFragment fragment) {
    assertThat(fragment.append(ByteBuffer.allocate(10))).isTrue();
    stream.complete(fragment, 10, ByteBuffer.allocate(0));
  }

  private void storeNow(LiveFragment fragment) {
    var identity = fragment.identity();
    var listed =
        rig.store
            .append(
                new NewFragment(
                    stream.record().id(),
                    identity.number(),
                    identity.producerTimeMs(),
                    500,
                    500,
                    new Presentation(0, 0, 500, 0, true),
                    true,
                    identity.header(),
                    identity.leading(),
                    ByteBuffer.allocate(0),
                    fragment.media(),
                    fragment.clusterBytes()))
            .join();
    assertThat(listed.number()).isEqualTo(identity.number());
    stream.stored(fragment, 0);
  }

  /// Lets something happen while it is asked for a time; numbers cost it nothing.
  private final class Front extends StoreFront {
    private long reserved = 1;

    Front(FragmentStore store) {
      super(store);
    }

    @Override
    public synchronized long reserveSequences(long streamId) {
      long block = reserved;
      reserved += SEQUENCE_BLOCK;
      return block;
    }

    @Override
    public Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
        throws IOException {
      var found = super.lastAtOrBefore(scope, axis, timeMs);
      happen();
      return found;
    }

    @Override
    public Optional<FragmentMetadata> firstByProducerTime(
        ReadScope scope, long timeMs, boolean containing) throws IOException {
      var found = super.firstByProducerTime(scope, timeMs, containing);
      happen();
      return found;
    }

    private void happen() {
      var once = meanwhile;
      meanwhile = () -> {};
      once.run();
    }
  }

  /// A writer that is never told anything.
  private static final class Nobody implements LiveStream.Writer {
    @Override
    public void streamDeleted() {}

    @Override
    public void numbersReserved(boolean success) {}

    @Override
    public boolean isReceiving() {
      return true;
    }
  }
}
