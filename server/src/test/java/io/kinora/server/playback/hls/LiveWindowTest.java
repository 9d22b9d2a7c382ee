package io.kinora.server.playback.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Footage;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.server.playback.session.PlaybackRig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much a live playlist lists, by RFC 8216, 4.3.3.1 and 6.2.2.
final class LiveWindowTest {
  @AutoClose private final PlaybackRig rig;

  LiveWindowTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
  }

  @Test
  void theTargetDurationIsThatOfTheLastTwentyFragments() throws IOException {
    record(9);
    record(8);
    for (int i = 0; i < 19; i++) {
      record(1);
    }
    assertThat(target(rig.get(session(5)).text())).isEqualTo(8);

    record(1);
    assertThat(target(rig.get(session(5)).text())).isEqualTo(1);
  }

  @Test
  void asLongAsNothingWasDroppedAPlaylistIsAsShortAsWasAskedFor() throws IOException {
    for (int i = 0; i < 10; i++) {
      record(1);
    }
    assertThat(durations(rig.get(session(2)).text())).isEqualTo(List.of(1, 1));
  }

  @Test
  void onceAFragmentWasDroppedTheOthersLastForThreeTargetDurations() throws IOException {
    record(1);
    var url = session(2);
    var longest = 1;
    long first = 0;
    for (int seconds : new int[] {1, 1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}) {
      record(seconds);
      longest = Math.max(longest, seconds);
      var text = rig.get(url).text();
      long sequence = sequence(text);
      assertThat(target(text)).isEqualTo(longest);
      assertThat(sequence).isGreaterThanOrEqualTo(first);
      if (sequence > first) {
        assertThat(durations(text).stream().mapToInt(each -> each).sum())
            .isGreaterThanOrEqualTo(3 * longest);
      }
      first = sequence;
    }
    for (int i = 0; i < 20; i++) {
      record(1);
    }
    assertThat(durations(rig.get(url).text())).hasSize(24);
    long before = sequence(rig.get(url).text());

    rig.restart();

    assertThat(sequence(rig.get(url).text())).isEqualTo(before);
    assertThat(target(rig.get(url).text())).isEqualTo(8);
  }

  @Test
  void aListReachesAsFarBackAsThatNeeds() throws IOException {
    record(30);
    var url = session(1);
    for (int i = 0; i < 200; i++) {
      record(1);
    }
    assertThat(durations(rig.get(url).text())).hasSize(90);
  }

  private void record(int seconds) {
    long startMs = rig.clock.millis();
    rig.append(new Footage(Look.VIDEO, startMs, startMs, 25 * seconds));
    rig.clock.advance(Duration.ofSeconds(seconds));
  }

  private String session(int fragments) {
    return rig.session(
                Action.GET_HLS_STREAMING_SESSION_URL,
                ",\"Expires\":3000,\"MaxMediaPlaylistFragmentResults\":" + fragments)
            .replace(HlsUris.MASTER, HlsUris.MEDIA)
        + "&TrackNumber=1";
  }

  private static int target(String playlist) {
    return Integer.parseInt(playlist.replaceAll("(?s).*TARGETDURATION:([0-9]*).*", "$1"));
  }

  private static long sequence(String playlist) {
    return Long.parseLong(playlist.replaceAll("(?s).*MEDIA-SEQUENCE:([0-9]*).*", "$1"));
  }

  private static List<Integer> durations(String playlist) {
    return playlist
        .lines()
        .filter(line -> line.startsWith("#EXTINF:"))
        .map(line -> Integer.valueOf(line.replaceAll("#EXTINF:([0-9]*)\\..*", "$1")))
        .toList();
  }
}
