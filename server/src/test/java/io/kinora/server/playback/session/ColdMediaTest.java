package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.KinoraConfig;
import io.kinora.server.StoreFront;
import io.kinora.server.api.ApiError;
import io.kinora.server.playback.Container;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A read that waits for the disk holds the carrier of its virtual thread, so octets are fetched
/// first.
final class ColdMediaTest {
  @TempDir Path directory;
  private final List<String> calls = new ArrayList<>();

  @Test
  void framesThatAreConvertedAreFetchedBeforeTheFirstIsRead() throws IOException {
    try (var store = LocalStore.open(StoreConfig.in(directory))) {
      var stream =
          store
              .streams()
              .create("camera", "v1", 24, new TreeMap<>(), new TreeMap<>())
              .orElseThrow();
      long now = System.currentTimeMillis();
      var row = store.append(new Footage(Look.START_CODES, now, now, 25).fragment(stream.id(), 1));
      var playback = KinoraConfig.of(Map.of()).playback();
      var headers = new StreamHeaders(playback.codecs().annexB());
      var fragments = new Fragments(watched(store), headers, playback.codecs());
      var video = fragments.tracks(row.join(), Container.DASH).video().orElseThrow();
      calls.clear();

      try (var room =
          new ReplyMemory(1 << 20, Duration.ZERO).room(ApiError.CLIENT_LIMIT_EXCEEDED)) {
        assertThat(fragments.media(row.join(), video, room).converted()).isPresent();
      }

      assertThat(calls).contains("read");
      assertThat(calls.indexOf("fetch")).isBetween(0, calls.indexOf("read"));
    }
  }

  private StoreFront watched(LocalStore store) {
    return new StoreFront(store) {
      @Override
      public Optional<StoredFragment> open(FragmentMetadata row) throws IOException {
        return super.open(row).map(ColdMediaTest.this::watched);
      }
    };
  }

  private StoredFragment watched(StoredFragment fragment) {
    return (StoredFragment)
        Proxy.newProxyInstance(
            StoredFragment.class.getClassLoader(),
            new Class<?>[] {StoredFragment.class},
            (_, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(fragment, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }
}
