package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.FragmentStore;
import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams that change between the moment a request finds them and the moment it uses them. A
/// session that went on with retention 0 would lose what it is sent.
@SuppressWarnings("NullAway.Init")
class LiveStreamsTest {
  @TempDir private Path data;

  private FragmentStore store;
  private LiveStreams streams;

  /// As a request found it.
  private StreamRecord found;

  @BeforeEach
  void aStreamThatKeepsNothing() throws IOException {
    store = LocalStore.open(StoreConfig.in(data));
    streams = new LiveStreams(store, Runnable::run);
    found =
        store
            .streams()
            .create("cam", "v", 0, Collections.emptySortedMap(), Collections.emptySortedMap())
            .orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aRecordFromBeforeAChangeDoesNotTakeTheChangeBack() throws Exception {
    var live = streams.of(found);
    streams.changed(retention(24));

    assertThat(streams.of(found)).isSameAs(live);
    assertThat(live.record().retentionHours()).isEqualTo(24);
  }

  @Test
  void aStreamThatChangedBeforeItsFirstUseIsUsedAsItIsNow() throws Exception {
    streams.changed(retention(24));

    assertThat(streams.of(found).record().retentionHours()).isEqualTo(24);
  }

  @Test
  void aStreamThatWasDeletedBeforeItsFirstUseIsGone() {
    assertThat(store.streams().delete(found.id(), _ -> {})).isTrue();
    streams.deleted(found);

    assertThatThrownBy(() -> streams.of(found)).isInstanceOf(StreamGoneException.class);
    assertThatThrownBy(() -> streams.of(found)).isInstanceOf(StreamGoneException.class);
  }

  private StreamRecord retention(int hours) {
    return store
        .streams()
        .update(found.id(), stream -> stream.withRetentionHours(hours))
        .orElseThrow();
  }
}
