package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.CountedReads;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveRowsTest {
  private static final long NOW = System.currentTimeMillis();
  private static final int SUM_MAX = 150;

  @TempDir Path directory;
  private final CountedReads reads = new CountedReads();
  private LocalStore store;
  private LiveStreams streams;
  private LiveRows rows;
  private long sequence;

  @BeforeEach
  void open() throws IOException {
    store = LocalStore.open(StoreConfig.in(directory));
    FragmentStore counted = reads.around(store);
    streams = new LiveStreams(counted, Runnable::run);
    rows = new LiveRows(counted, streams, SUM_MAX);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void rowsAreReadOnceForEachFragmentThatIsStored() throws IOException {
    var camera = stream("camera");
    record(camera, 3);
    var first = rows.newest(camera, NOW, 2);
    long before = reads.count();
    assertThat(first.list()).extracting(row -> row.number().sequence()).containsExactly(3L, 2L, 1L);

    assertThat(rows.newest(camera, NOW + 1, 2)).isSameAs(first);
    assertThat(rows.newest(camera, NOW + 1, LiveRows.ROWS_MIN + 1)).isSameAs(first);
    assertThat(reads.count()).isEqualTo(before);

    record(camera, 1);
    assertThat(rows.newest(camera, NOW, 2).list()).hasSize(4);
    assertThat(reads.count()).isEqualTo(before + 1);
  }

  @Test
  void asManyAsAreWantedAreRead() throws IOException {
    var camera = stream("camera");
    record(camera, 2 * LiveRows.ROWS_MIN);

    assertThat(rows.newest(camera, NOW, 1).list()).hasSize(LiveRows.ROWS_MIN);
    assertThat(rows.newest(camera, NOW, LiveRows.ROWS_MIN).list()).hasSize(LiveRows.ROWS_MIN);
    assertThat(rows.newest(camera, NOW, LiveRows.ROWS_MIN + 1).list())
        .hasSize(2 * LiveRows.ROWS_MIN);
  }

  @Test
  void whatExpiresMeanwhileIsLeftOut() throws IOException {
    var camera = stream("camera");
    record(camera, 2);
    long hourMs = 3_600_000;
    assertThat(rows.newest(camera, NOW, 2).list()).hasSize(2);

    assertThat(rows.newest(camera, NOW + hourMs, 2).list()).hasSize(2);
    assertThat(rows.newest(camera, NOW + hourMs + 1, 2).list()).hasSize(1);
    assertThat(rows.newest(camera.withRetentionHours(2), NOW + hourMs + 2, 2).list()).hasSize(2);
  }

  @Test
  void streamsThatWereAskedForLeastRecentlyAreForgotten() throws IOException {
    var cameras = List.of(stream("one"), stream("two"), stream("three"));
    for (var camera : cameras) {
      record(camera, LiveRows.ROWS_MIN);
      rows.newest(camera, NOW, 1);
    }
    long before = reads.count();

    rows.newest(cameras.get(2), NOW, 1);
    rows.newest(cameras.get(1), NOW, 1);
    assertThat(reads.count()).isEqualTo(before);
    rows.newest(cameras.get(0), NOW, 1);
    assertThat(reads.count()).isEqualTo(before + 1);
  }

  private StreamRecord stream(String name) throws IOException {
    var stream =
        store.streams().create(name, "v1", 1, new TreeMap<>(), new TreeMap<>()).orElseThrow();
    streams.of(stream);
    return stream;
  }

  private void record(StreamRecord stream, int fragments) throws IOException {
    for (int i = 0; i < fragments; i++) {
      sequence++;
      FragmentMetadata row =
          store
              .append(
                  new Footage(Look.VIDEO, NOW + sequence - 1, NOW + sequence - 1, 1)
                      .fragment(stream.id(), sequence))
              .join();
      assertThat(row.number().sequence()).isEqualTo(sequence);
      streams.of(stream).stored(new LiveFragment(new PagePool(4 * PagePool.PAGE_BYTES, 1)), 0);
    }
  }
}
