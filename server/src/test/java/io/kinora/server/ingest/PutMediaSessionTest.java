package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FrameTable;
import io.kinora.server.Mkv;
import io.kinora.server.config.Settings;
import io.kinora.server.http.UploadChannel;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a session takes of the server, seen from beside it.
final class PutMediaSessionTest {
  private static final int LACES = 31;

  @TempDir Path data;

  @Test
  void aFragmentTakesMemoryForItsFramesAsWellAsForItsOctets() throws Exception {
    var config = IngestConfig.from(Settings.none());
    var pool = new PagePool(config.memory().octets(), config.maxFragmentSize().octets());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var stream = store.streams().create("cam", "v1", 1, new TreeMap<>(), new TreeMap<>());
      var live = new LiveStreams(store, Runnable::run).of(stream.orElseThrow());
      var session =
          new PutMediaSession(
              new SessionSetup(
                  live, new ProducerClock(0), store, pool, config, Clock.systemUTC(), _ -> {}));
      live.join(session);
      session.opened(new NoChannel());

      session.received(ByteBuffer.wrap(Mkv.join(Mkv.header(1), Mkv.cluster(0, 1))));
      assertThat(pool.usedBytes()).isEqualTo(PagePool.PAGE_BYTES);
      assertThat(pool.tableBytes()).isEqualTo(64 * FrameTable.ROW_BYTES);
      var laces = Collections.nCopies(LACES, Mkv.laces(1, 40, 256));
      session.received(ByteBuffer.wrap(Mkv.join(laces.toArray(byte[][]::new))));
      assertThat(pool.usedBytes()).isEqualTo(PagePool.PAGE_BYTES);
      assertThat(pool.tableBytes()).isEqualTo(8192 * FrameTable.ROW_BYTES);

      session.disconnected();
      assertThat(pool.usedBytes()).isZero();
      assertThat(pool.tableBytes()).isZero();
    }
  }

  /// The way back to a producer that does not listen.
  private static final class NoChannel implements UploadChannel {
    @Override
    public Executor loop() {
      return Runnable::run;
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      return () -> {};
    }

    @Override
    public void send(byte[] octets) {}

    @Override
    public void pause() {
      throw new AssertionError("there is memory enough");
    }

    @Override
    public void resume() {}

    @Override
    public void finish() {}
  }
}
