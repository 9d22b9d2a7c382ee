package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Footage.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LIVE_REPLAY sessions of a camera that sends a fragment of a second every ten minutes.
final class ReplayTest {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  @AutoClose private final PlaybackRig rig;

  ReplayTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
  }

  @Test
  void aReplayGoesOnBehindWhatRetentionTook() throws IOException {
    record(2);
    var url = replay();
    assertThat(listed(url)).isEqualTo(rig.numbers());
    record(20);
    rig.keep(1);
    rig.reap();

    assertThat(listed(url)).isEqualTo(rig.numbers().subList(17, 22));
    record(1);
    assertThat(listed(url)).isEqualTo(rig.numbers().subList(18, 23));
  }

  private void record(int fragments) {
    for (int i = 0; i < fragments; i++) {
      long startMs = rig.clock.millis();
      rig.append(new Footage(Look.VIDEO, startMs, startMs, 25));
      rig.clock.advance(INTERVAL);
    }
  }

  private String replay() {
    return rig.session(
                Action.GET_HLS_STREAMING_SESSION_URL,
                """
                ,"PlaybackMode":"LIVE_REPLAY","Expires":43200,"HLSFragmentSelector":
                {"FragmentSelectorType":"SERVER_TIMESTAMP",
                "TimestampRange":{"StartTimestamp":%d}}"""
                    .formatted(PlaybackRig.T0 / 1000))
            .replace("Master", "Media")
        + "&TrackNumber=1";
  }

  private List<String> listed(String url) throws IOException {
    return rig.get(url)
        .text()
        .lines()
        .filter(line -> line.startsWith("getMP4Media"))
        .map(line -> line.replaceAll(".*FragmentNumber=([0-9]*).*", "$1"))
        .toList();
  }
}
