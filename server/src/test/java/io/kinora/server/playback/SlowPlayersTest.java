package io.kinora.server.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Players that ask for large segments over real sockets and do not read them.
final class SlowPlayersTest {
  private static final long T = 1_700_000_000_000L;
  private static final int FRAMES = 20;

  /// Of a segment a little below the size up to which it is made before it is sent.
  private static final int FRAME_BYTES = 350_000;

  /// Segments that 32 MiB have room for.
  private static final int SEGMENTS = 4;

  @TempDir private Path data;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void theyFillNoMoreMemoryThanTheServerWasGivenForThem() throws Exception {
    try (var server = TestServer.start(data, Map.of("playback.memory", "32MiB"))) {
      server.createStream("cam", 24);
      record(server);
      var segment = segment(server);
      var slow = new ArrayList<RawConnection>();
      var heads = new ArrayList<String>();
      for (int i = 0; i < SEGMENTS + 1; i++) {
        var player = server.connect();
        slow.add(player);
        player.send("GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path(segment)));
        heads.add(player.head());
      }
      assertThat(heads.getFirst()).startsWith("HTTP/1.1 200 ");
      assertThat(heads.getLast()).startsWith("HTTP/1.1 429 ").contains("\r\nRetry-After: 1\r\n");

      for (var player : slow) {
        player.close();
      }

      assertThat(get(segment).length).isGreaterThan(FRAMES * FRAME_BYTES);
    }
  }

  private static void record(TestServer server) throws Exception {
    var avcc =
        HexFormat.of()
            .parseHex(
                "014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
    var frame = new byte[FRAME_BYTES];
    ByteBuffer.wrap(frame).putInt(FRAME_BYTES - Integer.BYTES).put((byte) 0x65);
    var blocks = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      blocks[i] = Mkv.frame(1, i * 40, i == 0, frame);
    }
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(
          Mkv.join(
              Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", avcc)), Mkv.clusterOf(T, blocks)));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), UTF_8)).contains("PERSISTED");
    }
  }

  /// The URL of the only segment.
  private URI segment(TestServer server) throws Exception {
    var session =
        server.call(
            "getHLSStreamingSessionURL",
            """
            {"StreamName":"cam","PlaybackMode":"ON_DEMAND","ContainerFormat":"MPEG_TS",\
            "HLSFragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",\
            "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}}"""
                .formatted(T / 1000, T / 1000 + 10));
    var master = URI.create(session.body().replaceFirst(".*:\"(http[^\"]*)\".*", "$1"));
    var media = master.resolve(lines(master).getLast());
    return media.resolve(
        lines(media).stream().filter(line -> line.startsWith("getTS")).findFirst().orElseThrow());
  }

  private List<String> lines(URI playlist) throws Exception {
    return new String(get(playlist), UTF_8).lines().toList();
  }

  private byte[] get(URI url) throws Exception {
    var answer = client.send(HttpRequest.newBuilder(url).GET().build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return answer.body();
  }

  private static String path(URI url) {
    return url.getRawPath() + "?" + url.getRawQuery();
  }
}
