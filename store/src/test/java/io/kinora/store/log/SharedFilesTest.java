package io.kinora.store.log;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.log.LocalMediaLogTest.assertMedia;
import static io.kinora.store.log.LogRig.DAY;
import static io.kinora.store.log.LogRig.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.StoredFragment;
import io.kinora.store.log.FaultyDirectory.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Readers share the open files of segments.
final class SharedFilesTest {
  private final FaultyDirectory directory = new FaultyDirectory();
  private final LogRig rig;

  SharedFilesTest() throws IOException {
    rig = new LogRig(directory);
  }

  @Test
  void twoWhoOpenTheSameSegmentAtOnceShareItsFile() throws IOException {
    var fragment = fragment(1, 1, T0);
    var row = rig.append(DAY, fragment).getFirst();
    var reader = new LogRig(directory);
    var faster = new ArrayList<StoredFragment>();
    var opening = new AtomicBoolean();
    directory.failing(
        call -> {
          if (call == Call.OPEN && opening.compareAndSet(false, true)) {
            try {
              faster.add(reader.log().open(row).orElseThrow());
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            }
          }
          return false;
        });

    try (var slower = reader.log().open(row).orElseThrow()) {
      assertMedia(slower, fragment);
      assertMedia(faster.getFirst(), fragment);
      faster.getFirst().close();
      assertMedia(slower, fragment);
    }
  }

  @Test
  void onlySoManyIdleFilesStayOpen() throws IOException {
    var settings = new LogSettings(4096, 16 << 10, false, 0, 2, 1 << 20);
    var log = new LogRig(directory, settings, Map.of());
    for (long i = 1; i <= 10; i++) {
      log.append(DAY, fragment(1, i, T0));
    }
    var opens = new ArrayList<Call>();
    directory.failing(
        call -> {
          if (call == Call.OPEN) {
            opens.add(call);
          }
          return false;
        });
    for (int round = 0; round < 3; round++) {
      for (var row : log.rows.subList(0, 2)) {
        log.log().open(row).orElseThrow().close();
      }
    }
    assertThat(opens).hasSize(2);

    for (var row : log.rows) {
      log.log().open(row).orElseThrow().close();
    }
    assertThat(opens).hasSize(10);
    log.log().open(log.rows.getFirst()).orElseThrow().close();
    assertThat(opens).hasSize(11);
  }
}
