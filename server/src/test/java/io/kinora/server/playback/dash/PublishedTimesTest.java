package io.kinora.server.playback.dash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Camera;
import io.kinora.server.playback.session.PlaybackRig;
import io.kinora.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to a stream, nothing that a manifest said once is said otherwise later.
final class PublishedTimesTest {
  private static final int STEPS = 60;

  @TempDir Path temporary;

  @Seeded(tries = 8)
  void nothingPublishedEverChanges(RandomGenerator random) throws IOException {
    try (var rig = new PlaybackRig(Files.createTempDirectory(temporary, "store"), 1)) {
      var camera = new Camera(random, rig);
      camera.record(1 + random.nextInt(8));
      var selector = List.of("PRODUCER_TIMESTAMP", "SERVER_TIMESTAMP").get(random.nextInt(2));
      boolean replay = random.nextInt(3) == 0;
      int listed = 1 + random.nextInt(8);
      var range =
          replay
              ? ",\"TimestampRange\":{\"StartTimestamp\":" + (PlaybackRig.T0 / 1000 - 60) + "}"
              : "";
      var url =
          rig.session(
              Action.GET_DASH_STREAMING_SESSION_URL,
              """
              ,"PlaybackMode":"%s","Expires":43200,"MaxManifestFragmentResults":%d,
              "DisplayFragmentTimestamp":"ALWAYS","DisplayFragmentNumber":"ALWAYS",
              "DASHFragmentSelector":{"FragmentSelectorType":"%s"%s}"""
                  .formatted(replay ? "LIVE_REPLAY" : "LIVE", listed, selector, range));
      var published = new Published();
      for (int step = 0; step < STEPS; step++) {
        camera.go();
        var manifest = replay ? camera.replay(url) : camera.live(url, listed);
        if (manifest.isPresent()) {
          published.read(manifest.get());
          // A replay is ahead from the beginning: it lists what was there.
          assertThat(replay ? 0 : published.endMs)
              .as("not ahead of the wall clock")
              .isLessThanOrEqualTo(rig.clock.millis());
        }
      }
      assertThat(published.segments).isNotEmpty();
    }
  }

  /// All that was published of one session.
  private static final class Published {
    private static final Pattern PERIOD =
        Pattern.compile("(?s)<Period id=\"([^\"]*)\" start=\"([^\"]*)\"[^>]*>(.*?)</Period>");
    private static final Pattern TEMPLATE =
        Pattern.compile("startNumber=\"(\\d+)\"(?: presentationTimeOffset=\"(\\d+)\")?>");
    private static final Pattern SEGMENT =
        Pattern.compile(
            "<S (?:t=\"(\\d+)\" )?d=\"(\\d+)\" kvs:ts=\"([^\"]*)\" kvs:fn=\"(\\d+)\"/>");
    private static final Pattern ZERO = Pattern.compile("availabilityStartTime=\"([^\"]*)\"");

    private record Period(Duration start, long offsetMs) {}

    private record Segment(
        String period, long timeMs, long durationMs, String start, String number) {}

    final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Map<String, Period> periods = new HashMap<>();
    private final Map<String, String> zero = new HashMap<>();
    private long first;

    /// When the end of the last segment is to be played, epoch milliseconds.
    long endMs;

    void read(String manifest) {
      var begins = ZERO.matcher(manifest);
      assertThat(begins.find()).isTrue();
      same(zero, "availabilityStartTime", begins.group(1));
      long number = 0;
      for (var found : PERIOD.matcher(manifest).results().toList()) {
        var id = found.group(1);
        var template = TEMPLATE.matcher(found.group(3));
        assertThat(template.find()).isTrue();
        var period =
            new Period(
                Duration.parse(found.group(2)),
                template.group(2) == null ? 0 : Long.parseLong(template.group(2)));
        same(periods, id, period);
        long begin = Long.parseLong(template.group(1));
        assertThat(begin).isGreaterThanOrEqualTo(first);
        first = number == 0 ? begin : first;
        assertThat(number).as("numbers go on").isIn(0L, begin);
        number = begin;
        long timeMs = 0;
        for (var segment : SEGMENT.matcher(found.group(3)).results().toList()) {
          timeMs = segment.group(1) == null ? timeMs : Long.parseLong(segment.group(1));
          long durationMs = Long.parseLong(segment.group(2));
          same(
              segments,
              number,
              new Segment(id, timeMs, durationMs, segment.group(3), segment.group(4)));
          timeMs += durationMs;
          number++;
        }
        endMs =
            Instant.parse(begins.group(1)).plus(period.start()).toEpochMilli()
                + timeMs
                - period.offsetMs();
      }
      assertThat(number).as("as far as ever").isEqualTo(segments.lastKey() + 1);
    }

    private static <K, V> void same(Map<K, V> known, K key, V value) {
      var before = known.putIfAbsent(key, value);
      if (before != null) {
        assertThat(value).as("%s", key).isEqualTo(before);
      }
    }
  }
}
