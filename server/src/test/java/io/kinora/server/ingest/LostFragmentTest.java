package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.StoreFront;
import io.kinora.server.TestServer;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.NewFragment;
import io.kinora.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What producers are told when a fragment of theirs does not reach the disk.
class LostFragmentTest {
  private static final long T = 1_700_000_000_000L;

  @TempDir private Path data;

  /// What the store says of the fragments that begin at these moments.
  private final Map<Long, CompletableFuture<FragmentMetadata>> said = new ConcurrentHashMap<>();

  @Test
  void nothingBehindALostFragmentIsPersisted() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(threeFragments());
      var acks = readUntil(producer, "RECEIVED", T + 2000);
      store(T);
      lose(T + 1000);
      store(T + 2000);
      acks.addAll(rest(producer));
      assertThat(acks).anyMatch(ack -> is(ack, "PERSISTED", T));
      assertThat(acks).noneMatch(ack -> is(ack, "PERSISTED", T + 2000));
      assertThat(acks.getLast()).matches(ack -> is(ack, "ERROR", T + 1000)).contains("5001");
    }
  }

  @Test
  void whatIsBeforeAFragmentThatTheStoreRefusesAtOnceIsPersistedAllTheSame() throws Exception {
    lose(T + 1000);
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(threeFragments());
      var acks = readUntil(producer, "RECEIVED", T + 2000);
      store(T);
      store(T + 2000);
      acks.addAll(rest(producer));
      assertThat(acks).anyMatch(ack -> is(ack, "PERSISTED", T));
      assertThat(acks).noneMatch(ack -> is(ack, "PERSISTED", T + 2000));
      assertThat(acks.getLast()).matches(ack -> is(ack, "ERROR", T + 1000)).contains("5001");
    }
  }

  @Test
  void aSessionThatFailsAnywayEndsWithTheFirstLostFragment() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(
          Mkv.join(Mkv.header(1), fragment(T), fragment(T + 1000), Mkv.cluster(T + 500, 1)));
      var acks = readUntil(producer, "BUFFERING", T + 500);
      lose(T + 1000);
      lose(T);
      acks.addAll(rest(producer));
      assertThat(acks).noneMatch(ack -> ack.contains("PERSISTED"));
      assertThat(acks.getLast())
          .as("the producer sends again from there, and meets the other error then")
          .matches(ack -> is(ack, "ERROR", T))
          .contains("5001");
    }
  }

  private TestServer server() throws Exception {
    var server = TestServer.start(data, Map.of(), Front::new);
    server.createStream("cam", 24);
    return server;
  }

  /// Says what the test says.
  private final class Front extends StoreFront {
    Front(FragmentStore store) {
      super(store);
    }

    @Override
    public CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
      return future(fragment.producerTimeMs());
    }
  }

  private CompletableFuture<FragmentMetadata> future(long timecode) {
    return said.computeIfAbsent(timecode, _ -> new CompletableFuture<>());
  }

  private void store(long timecode) {
    var _ = future(timecode).complete(null);
  }

  private void lose(long timecode) {
    var _ = future(timecode).completeExceptionally(new StoreUnavailableException("bad sector"));
  }

  private static byte[] threeFragments() {
    return Mkv.join(Mkv.header(1), fragment(T), fragment(T + 1000), fragment(T + 2000));
  }

  private static byte[] fragment(long timecode) {
    return Mkv.join(Mkv.cluster(timecode, 1), Mkv.endOfFragment());
  }

  private static List<String> readUntil(RawConnection producer, String event, long timecode)
      throws IOException {
    var acks = new ArrayList<String>();
    while (!has(acks, event, timecode)) {
      acks.add(producer.textChunk());
    }
    return acks;
  }

  private static List<String> rest(RawConnection producer) throws IOException {
    var acks = new ArrayList<String>();
    for (var ack = producer.textChunk(); !ack.isEmpty(); ack = producer.textChunk()) {
      acks.add(ack);
    }
    return acks;
  }

  private static boolean has(List<String> acks, String event, long timecode) {
    return acks.stream().anyMatch(ack -> is(ack, event, timecode));
  }

  private static boolean is(String ack, String event, long timecode) {
    return ack.startsWith(
        "{\"EventType\":\"" + event + "\",\"FragmentTimecode\":" + timecode + ",");
  }
}
