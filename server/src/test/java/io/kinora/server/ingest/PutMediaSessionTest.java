package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FrameTable;
import io.kinora.server.Mkv;
import io.kinora.server.config.Settings;
import io.kinora.server.http.Pace;
import io.kinora.server.http.UploadChannel;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session takes of the server, seen from beside it.
final class PutMediaSessionTest {
  private static final long MILLISECOND_NS = 1_000_000;
  private static final int LACES = 31;

  @TempDir Path data;

  @Test
  void aFragmentTakesMemoryForItsFramesAsWellAsForItsOctets() throws Exception {
    var config = config(Map.of());
    var pool = new PagePool(config.memory().octets(), config.maxFragmentSize().octets());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var session = session(store, pool, config);
      session.opened(new DeafChannel(false));

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silenceEndsASessionUnlessItsProducerIsNotReadEither(boolean unread) throws Exception {
    var config = config(Map.of("ingest.idle-timeout", "20ms", "ingest.idle-ack-interval", "10ms"));
    var pool = new PagePool(config.memory().octets(), config.maxFragmentSize().octets());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var session = session(store, pool, config);
      var channel = new DeafChannel(unread);
      session.opened(channel);
      var patience = unread ? Duration.ofMillis(100) : Duration.ofSeconds(20);
      long end = System.nanoTime() + patience.toNanos();
      while (!channel.finished && System.nanoTime() < end) {
        channel.runScheduled();
      }

      assertThat(channel.finished).isEqualTo(!unread);
      session.disconnected();
    }
  }

  @Test
  void aSessionThatIsPacedIsReadWhenItsTimeHasCome() throws Exception {
    var config = config(Map.of());
    var pool = new PagePool(config.memory().octets(), config.maxFragmentSize().octets());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var session = session(store, pool, config, octets -> octets * MILLISECOND_NS);
      var channel = new PausedChannel();
      session.opened(channel);

      var octets = Mkv.header(1);
      session.received(ByteBuffer.wrap(octets, 0, 1));
      assertThat(channel.waits).as("too short to stop for").isEmpty();
      session.received(ByteBuffer.wrap(octets, 1, octets.length - 1));
      assertThat(channel.waits).containsExactly(Duration.ofMillis(octets.length - 1));
      assertThat(channel.paused).isTrue();
      assertThat(session.isPaused()).isTrue();

      channel.runScheduled();
      assertThat(channel.paused).isFalse();
      assertThat(session.isPaused()).isFalse();
      session.disconnected();
    }
  }

  private static IngestConfig config(Map<String, String> settings) {
    return IngestConfig.from(Settings.none().with("test", settings, IngestConfig.KEYS));
  }

  private static PutMediaSession session(LocalStore store, PagePool pool, IngestConfig config)
      throws Exception {
    return session(store, pool, config, Pace.ANY);
  }

  private static PutMediaSession session(
      LocalStore store, PagePool pool, IngestConfig config, Pace pace) throws Exception {
    var stream = store.streams().create("cam", "v1", 1, new TreeMap<>(), new TreeMap<>());
    var live = new LiveStreams(store, Runnable::run).of(stream.orElseThrow());
    var session =
        new PutMediaSession(
            new SessionSetup(
                live,
                new ProducerClock(0),
                store,
                pool,
                config,
                Clock.systemUTC(),
                pace,
                new IngestCounts(),
                _ -> {}));
    live.join(session);
    return session;
  }

  /// The way back to a producer that does not listen.
  private static class DeafChannel implements UploadChannel {
    private final boolean unread;
    private final List<Runnable> scheduled = new ArrayList<>();
    private boolean finished;

    DeafChannel(boolean unread) {
      this.unread = unread;
    }

    /// What was to run later runs now.
    void runScheduled() {
      var tasks = List.copyOf(scheduled);
      scheduled.clear();
      tasks.forEach(Runnable::run);
    }

    @Override
    public boolean holds(int octets) {
      return true;
    }

    @Override
    public boolean isUnread() {
      return unread;
    }

    @Override
    public Executor loop() {
      return Runnable::run;
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      scheduled.add(task);
      return () -> scheduled.remove(task);
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
    public void finish() {
      finished = true;
    }
  }

  private static final class PausedChannel extends DeafChannel {
    private final List<Duration> waits = new ArrayList<>();
    private boolean paused;

    PausedChannel() {
      super(false);
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      if (paused) {
        waits.add(delay);
      }
      return paused ? super.schedule(task, delay) : () -> {};
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }
  }
}
