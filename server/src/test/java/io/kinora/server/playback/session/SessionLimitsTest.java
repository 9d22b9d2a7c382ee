package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Footage.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A camera whose codec configuration changes with each fragment of a fifth of a second, once more
/// than a session takes part in.
final class SessionLimitsTest {
  private static final int FRAGMENT_MS = 200;
  private static final int CHANGES = Timeline.CONFIGURATIONS_MAX;

  @AutoClose private final PlaybackRig rig;
  private int recorded;

  SessionLimitsTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
  }

  @Test
  void aLiveSessionEndsBeforeTheChangeThatIsOneTooMany() throws IOException {
    record(1);
    var url = media("LIVE", "");
    record(CHANGES);
    assertThat(rig.get(url).text())
        .contains(rig.numbers().get(CHANGES))
        .doesNotContain("#EXT-X-ENDLIST");

    record(1);
    var ended = rig.get(url).text();
    assertThat(ended).contains(rig.numbers().get(CHANGES)).endsWith("#EXT-X-ENDLIST\n");
    assertThat(ended).doesNotContain(rig.numbers().get(CHANGES + 1));

    record(100);
    assertThat(rig.get(url).text()).isEqualTo(ended);
    assertThat(rig.get(url + "&LowLatency=YES&_HLS_msn=" + (CHANGES + 1)).text())
        .contains(rig.numbers().get(CHANGES))
        .endsWith("#EXT-X-ENDLIST\n");
  }

  @Test
  void aRecordingIsListedUpToTheChangeThatIsOneTooMany() throws IOException {
    record(CHANGES + 10);

    var text = rig.get(media("ON_DEMAND", range())).text();

    assertThat(text.split("#EXTINF")).hasSize(CHANGES + 2);
    assertThat(text).contains(rig.numbers().get(CHANGES)).endsWith("#EXT-X-ENDLIST\n");
  }

  @Test
  void aReplayEndsBeforeTheChangeThatIsOneTooMany() throws IOException {
    record(CHANGES + 10);
    var url = media("LIVE_REPLAY", range());
    rig.clock.advance(Duration.ofMillis(CHANGES * FRAGMENT_MS - 10L * FRAGMENT_MS));
    assertThat(rig.get(url).text()).doesNotContain("#EXT-X-ENDLIST");

    rig.clock.advance(Duration.ofMillis(20 * FRAGMENT_MS));

    assertThat(rig.get(url).text())
        .contains(rig.numbers().get(CHANGES))
        .doesNotContain(rig.numbers().get(CHANGES + 1))
        .endsWith("#EXT-X-ENDLIST\n");
  }

  private void record(int fragments) {
    for (int i = 0; i < fragments; i++) {
      var look = recorded % 2 == 0 ? Look.VIDEO : Look.OTHER_VIDEO;
      long startMs = PlaybackRig.T0 + (long) recorded * FRAGMENT_MS;
      rig.append(new Footage(look, startMs, startMs, FRAGMENT_MS / 40));
      rig.clock.advance(Duration.ofMillis(FRAGMENT_MS));
      recorded++;
    }
  }

  private static String range() {
    return """
        ,"HLSFragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",
        "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
        .formatted(PlaybackRig.T0 / 1000, PlaybackRig.T0 / 1000 + 1000);
  }

  private String media(String mode, String members) {
    return rig.session(
                Action.GET_HLS_STREAMING_SESSION_URL,
                ",\"PlaybackMode\":\"" + mode + "\",\"Expires\":3000" + members)
            .replace("Master", "Media")
        + "&TrackNumber=1";
  }
}
