package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams that change between the moment a request finds them and the moment it uses them. A
/// session that went on with retention 0 would lose what it is sent.
class LiveStreamsTest {
  @AutoClose private final LiveStreamRig rig;
  private final LiveStreams streams;

  /// As a request found it.
  private final StreamRecord found;

  LiveStreamsTest(@TempDir Path data) throws IOException {
    rig = new LiveStreamRig(data, 0, UnaryOperator.identity());
    streams = new LiveStreams(rig.store, Runnable::run);
    found = rig.record;
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
    assertThat(rig.store.streams().delete(found.id(), _ -> {})).isTrue();
    streams.deleted(found);

    assertThatThrownBy(() -> streams.of(found)).isInstanceOf(StreamGoneException.class);
    assertThatThrownBy(() -> streams.of(found)).isInstanceOf(StreamGoneException.class);
  }

  private StreamRecord retention(int hours) {
    return rig.store
        .streams()
        .update(found.id(), stream -> stream.withRetentionHours(hours))
        .orElseThrow();
  }
}
