package io.kinora.server.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Players that ask for large segments over real sockets and do not read them.
final class SlowPlayersTest {
  private static final int FRAMES = 20;

  /// Of a segment a little below the size up to which it is made before it is sent.
  private static final int FRAME_BYTES = 350_000;

  /// Segments that 32 MiB have room for.
  private static final int SEGMENTS = 4;

  @AutoClose private final Viewer viewer;

  SlowPlayersTest(@TempDir Path data) throws Exception {
    viewer = new Viewer(data, Map.of("playback.memory", "32MiB"));
  }

  @Test
  void theyFillNoMoreMemoryThanTheServerWasGivenForThem() throws Exception {
    record();
    var segment = viewer.hls(0, ",\"ContainerFormat\":\"MPEG_TS\"").segments(1).getFirst().url();
    var path = segment.substring(segment.indexOf("/hls/"));
    var slow = new ArrayList<RawConnection>();
    var heads = new ArrayList<String>();
    for (int i = 0; i < SEGMENTS + 1; i++) {
      var player = viewer.server().connect();
      slow.add(player);
      player.send("GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path));
      heads.add(player.head());
    }
    assertThat(heads.getFirst()).startsWith("HTTP/1.1 200 ");
    assertThat(heads.getLast()).startsWith("HTTP/1.1 429 ").contains("\r\nRetry-After: 1\r\n");

    for (var player : slow) {
      player.close();
    }

    assertThat(viewer.octets(segment).length).isGreaterThan(FRAMES * FRAME_BYTES);
  }

  private void record() throws Exception {
    var frame = new byte[FRAME_BYTES];
    ByteBuffer.wrap(frame).putInt(FRAME_BYTES - Integer.BYTES).put((byte) 0x65);
    var blocks = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      blocks[i] = Mkv.frame(1, i * 40, i == 0, frame);
    }
    viewer.record(1, Mkv.headerOf(Scenes.VIDEO), Mkv.clusterOf(Scenes.T, blocks));
  }
}
