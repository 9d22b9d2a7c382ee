package io.kinora.server.playback.dash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Footage;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.server.playback.session.PlaybackRig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Manifests of LIVE_REPLAY. A player asks for a segment when the manifest says that it is
/// available, so a list that slides at another speed than the timeline is never played.
final class ReplayedManifestTest {
  private static final int FRAMES = 50;
  private static final long FRAGMENT_MS = 2000;
  private static final Pattern PERIOD = Pattern.compile("(?s)<Period id.*?</Period>");
  private static final Pattern SEGMENT = Pattern.compile("<S (?:t=\"(\\d+)\" )?d=\"(\\d+)\"/>");

  @AutoClose private final PlaybackRig rig;

  ReplayedManifestTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
  }

  @Test
  void gapsOfTheArchiveAreNotWaitedFor() throws IOException {
    for (int i = 0; i < 20; i++) {
      record(i * FRAGMENT_MS + (i < 10 ? 0 : 600_000));
    }
    at(640_000);
    var url = replay("");

    for (int second = 0; second < 30; second++) {
      assertThatTheNewestHasJustBecomeAvailable(url);
      rig.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(listed(rig.get(url).text()).getLast().number()).isEqualTo(20);
  }

  @Test
  void gapsOfWhatArrivesWhileTheReplayIsBehindAreNotWaitedForEither() throws IOException {
    for (int i = 0; i < 20; i++) {
      record(i * FRAGMENT_MS);
    }
    at(40_000);
    var url = replay("");

    for (int second = 40; second < 120; second++) {
      at(second * 1000L);
      if (second >= 62 && second % 2 == 0) {
        record(second * 1000L - FRAGMENT_MS);
      }
      assertThatTheNewestHasJustBecomeAvailable(url);
    }
    assertThat(rig.get(url).text()).contains("<Period id=\"0\" start=\"PT0S\">");
  }

  @Test
  void aReplayThatHasPlayedAllThereWasPausesUntilMoreArrives() throws IOException {
    for (int i = 0; i < 5; i++) {
      record(i * FRAGMENT_MS);
    }
    at(10_000);
    var url = replay("");
    at(72_000);
    record(70_000);

    var manifest = rig.get(url).text();

    assertThat(manifest).contains("<Period id=\"60000\" start=\"PT70S\">");
    assertThat(listed(manifest).getLast()).isEqualTo(new Listed(6, PlaybackRig.T0 + 72_000));
    rig.restart();
    assertThat(rig.get(url).text()).isEqualTo(manifest);
    for (int second = 72; second < 100; second += 2) {
      record(second * 1000L);
      at((second + 2) * 1000L);
      assertThatTheNewestHasJustBecomeAvailable(url);
    }
    assertThat(rig.get(url).text())
        .contains("<Period id=\"60000\" start=\"PT70S\">")
        .contains("presentationTimeOffset=\"10000\"");
  }

  @Test
  void whatComesInABurstBehindAPauseIsReplayedAtItsPace() throws IOException {
    for (int i = 0; i < 5; i++) {
      record(i * FRAGMENT_MS);
    }
    at(10_000);
    var url = replay("");
    at(72_000);
    for (int i = 0; i < 15; i++) {
      record(70_000 + i * FRAGMENT_MS, 70_000 + i);
    }

    assertThat(listed(rig.get(url).text()).getLast())
        .as("as far ahead as at the beginning")
        .isEqualTo(new Listed(10, PlaybackRig.T0 + 80_000));
    for (int second = 82; second < 100; second++) {
      at(second * 1000L);
      assertThatTheNewestHasJustBecomeAvailable(url);
    }
  }

  @Test
  void aReplayEndsWhenItsRangeHasBeenPlayed() throws IOException {
    for (int i = 0; i < 40; i++) {
      record(i * FRAGMENT_MS);
    }
    at(100_000);
    var url = replay(",\"EndTimestamp\":" + (PlaybackRig.T0 / 1000 + 19));

    assertThat(rig.get(url).text())
        .contains("type=\"dynamic\"")
        .contains("minimumUpdatePeriod=\"PT1S\"")
        .doesNotContain("mediaPresentationDuration");
    var last =
        url.replace("getDASHManifest.mpd", "getMP4MediaFragment.mp4")
            + "&TrackNumber=1&SequenceNumber=10";
    at(109_000);
    assertThat(rig.get(url).text()).contains("minimumUpdatePeriod=\"PT1S\"");
    assertThat(rig.get(last).status()).isEqualTo(404);
    at(110_000);
    assertThat(rig.get(last).status()).isEqualTo(200);
    var ended = rig.get(url).text();
    assertThat(ended)
        .contains("type=\"dynamic\"")
        .contains("mediaPresentationDuration=\"PT20S\"")
        .doesNotContain("minimumUpdatePeriod");
    assertThat(listed(ended)).extracting(Listed::number).containsExactly(6, 7, 8, 9, 10);
  }

  private void assertThatTheNewestHasJustBecomeAvailable(String url) throws IOException {
    long now = rig.clock.millis();
    var newest = listed(rig.get(url).text()).getLast();
    assertThat(newest.availableMs())
        .as("fragment %d", newest.number())
        .isGreaterThan(now - FRAGMENT_MS)
        .isLessThanOrEqualTo(now);
  }

  /// A segment, and when its end is there to be played, epoch milliseconds.
  private record Listed(int number, long availableMs) {}

  private static List<Listed> listed(String manifest) {
    long zeroMs = Instant.parse(value("availabilityStartTime", manifest)).toEpochMilli();
    var listed = new ArrayList<Listed>();
    for (var period : PERIOD.matcher(manifest).results().map(found -> found.group()).toList()) {
      long startMs = Duration.parse(value("start", period)).toMillis();
      var offset = find(" presentationTimeOffset=\"([^\"]*)\"", period);
      long offsetMs = offset.find() ? Long.parseLong(offset.group(1)) : 0;
      int number = Integer.parseInt(value("startNumber", period));
      long timeMs = 0;
      for (var segment : SEGMENT.matcher(period).results().toList()) {
        timeMs = segment.group(1) == null ? timeMs : Long.parseLong(segment.group(1));
        timeMs += Long.parseLong(segment.group(2));
        listed.add(new Listed(number++, zeroMs + startMs + timeMs - offsetMs));
      }
    }
    return listed;
  }

  private static String value(String attribute, String text) {
    var found = find(" " + attribute + "=\"([^\"]*)\"", text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  private static Matcher find(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text);
  }

  private String replay(String end) {
    return rig.session(
        Action.GET_DASH_STREAMING_SESSION_URL,
        """
        ,"PlaybackMode":"LIVE_REPLAY","Expires":3600,"DASHFragmentSelector":{
        "FragmentSelectorType":"PRODUCER_TIMESTAMP","TimestampRange":{"StartTimestamp":%d%s}}"""
            .formatted(PlaybackRig.T0 / 1000, end));
  }

  private void at(long afterMs) {
    rig.clock.set(Instant.ofEpochMilli(PlaybackRig.T0 + afterMs));
  }

  private void record(long afterMs) {
    record(afterMs, afterMs);
  }

  private void record(long producerMs, long serverMs) {
    rig.append(
        new Footage(Look.VIDEO, PlaybackRig.T0 + producerMs, PlaybackRig.T0 + serverMs, FRAMES));
  }
}
