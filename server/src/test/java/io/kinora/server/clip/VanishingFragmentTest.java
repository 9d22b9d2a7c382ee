package io.kinora.server.clip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.KinoraConfig;
import io.kinora.server.Mkv;
import io.kinora.server.StoreFront;
import io.kinora.server.TestServer;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.Throttle;
import io.kinora.server.config.ArnScope;
import io.kinora.server.config.Leniency;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clips of fragments that retention takes while they are looked at.
final class VanishingFragmentTest {
  private static final long T = 1_700_000_000L;
  private static final byte[] AVCC =
      HexFormat.of()
          .parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] NAL = HexFormat.of().parseHex("000000036588aa");
  private static final String CLIP =
      """
      {"StreamName":"cam","ClipFragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",\
      "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}}\
      """
          .formatted(T, T + 10);

  @TempDir private Path data;

  @BeforeEach
  void thereIsAFragment() throws Exception {
    try (var server = TestServer.start(data)) {
      server.createStream("cam", 24);
      try (var producer = server.putMedia("cam")) {
        var header = Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", AVCC));
        producer.sendChunk(Mkv.join(header, Mkv.clusterOf(T * 1000, Mkv.frame(1, 0, true, NAL))));
        producer.send("0\r\n\r\n");
        assertThat(new String(producer.chunks(), ISO_8859_1)).contains("PERSISTED");
      }
    }
  }

  @Test
  void aClipThatIsDecidedUponAnewIsPaidForOnce() throws Exception {
    var paid = new ArrayList<Integer>();
    var quotas = new Payments(paid);
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var hasty = new HastyRetention(store);
      var config = KinoraConfig.of(Map.of());
      var getClip =
          new GetClip(
              hasty,
              new StreamHeaders(Leniency.ACCEPT),
              new ReplyMemory(32 << 20, Duration.ZERO),
              config.clip(),
              config.playback(),
              quotas);
      var client =
          ApiClient.open(
              new ArnScope("aws", "us-east-1", "000000000000"),
              store.streams(),
              InstantSource.system(),
              List.of(getClip));

      var reply = client.send(ApiClient.post("/getClip", CLIP));

      assertThat(reply).isInstanceOf(StreamingResponse.class);
      assertThat(hasty.vanished).isTrue();
      assertThat(paid).containsExactly(1);
    }
  }

  /// A store whose first fragment that is opened is gone.
  private static final class HastyRetention extends StoreFront {
    private boolean vanished;

    HastyRetention(LocalStore store) {
      super(store);
    }

    @Override
    public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
      if (!vanished) {
        vanished = true;
        return Optional.empty();
      }
      return super.open(fragment);
    }
  }

  /// Fragments that were read, of each request that was counted.
  private record Payments(List<Integer> read) implements Throttle {
    @Override
    public void call(Action action, String resource) {}

    @Override
    public void fragments(String operation, StreamRecord stream, int listed, int ofThemRead) {
      read.add(ofThemRead);
    }

    @Override
    public void player(PlayerRequest request, StreamRecord stream, String session) {}
  }
}
