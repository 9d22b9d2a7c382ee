package io.kinora.server.playback.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Camera;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.server.playback.session.PlaybackRig;
import io.kinora.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to a stream, nothing that a playlist said once is said otherwise later.
final class PublishedNumbersTest {
  private static final int STEPS = 60;

  @TempDir Path temporary;

  @Seeded(tries = 8)
  void nothingPublishedEverChanges(RandomGenerator random) throws IOException {
    try (var rig = new PlaybackRig(Files.createTempDirectory(temporary, "store"), 1)) {
      boolean sound = random.nextBoolean();
      var camera = new Camera(random, rig, sound ? Look.VIDEO_AND_AUDIO : Look.VIDEO);
      camera.record(1 + random.nextInt(8));
      boolean muxed = random.nextInt(3) == 0;
      var mode = List.of("ALWAYS", "NEVER", "ON_DISCONTINUITY").get(random.nextInt(3));
      var selector = List.of("PRODUCER_TIMESTAMP", "SERVER_TIMESTAMP").get(random.nextInt(2));
      boolean replay = random.nextInt(3) == 0;
      var range =
          replay
              ? ",\"TimestampRange\":{\"StartTimestamp\":" + (PlaybackRig.T0 / 1000 - 60) + "}"
              : "";
      var master =
          rig.session(
              Action.GET_HLS_STREAMING_SESSION_URL,
              """
              ,"PlaybackMode":"%s","ContainerFormat":"%s","DiscontinuityMode":"%s","Expires":43200,
              "DisplayFragmentTimestamp":"ALWAYS","MaxMediaPlaylistFragmentResults":%d,
              "HLSFragmentSelector":{"FragmentSelectorType":"%s"%s}"""
                  .formatted(
                      replay ? "LIVE_REPLAY" : "LIVE",
                      muxed ? "MPEG_TS" : "FRAGMENTED_MP4",
                      mode,
                      1 + random.nextInt(8),
                      selector,
                      range));
      var url = master.replace(HlsUris.MASTER, HlsUris.MEDIA) + "&TrackNumber=1";
      var soundUrl = url.replace("TrackNumber=1", "TrackNumber=2");
      var published = new Published();
      var audio = new Published();
      for (int step = 0; step < STEPS; step++) {
        camera.go();
        (replay ? camera.replay(url) : camera.live(url))
            .ifPresent(text -> published.read(text, rig.restarts()));
        if (sound && !muxed) {
          (replay ? camera.replay(soundUrl) : camera.live(soundUrl))
              .ifPresent(text -> audio.read(text, rig.restarts()));
          assertThat(audio.discontinuities()).isEqualTo(published.discontinuities());
        }
      }
      assertThat(published.segments).isNotEmpty();
    }
  }

  /// All that was published of one playlist.
  private static final class Published {
    private record Segment(
        long discontinuity, String time, String duration, boolean gap, String uri, String map) {}

    final TreeMap<Long, Segment> segments = new TreeMap<>();
    private int target;
    private int targetRestarts;
    private long first;

    /// Where discontinuities are: in all renditions in the same places.
    Map<Long, Long> discontinuities() {
      var numbers = new TreeMap<Long, Long>();
      segments.forEach((sequence, segment) -> numbers.put(sequence, segment.discontinuity()));
      return numbers;
    }

    void read(String playlist, int restarts) {
      long sequence = 0;
      long discontinuity = 0;
      int newTarget = 0;
      var map = "";
      var time = "";
      var duration = "";
      boolean gap = false;
      var listed = new ArrayList<Long>();
      for (var line : playlist.lines().toList()) {
        var value = line.substring(line.indexOf(':') + 1);
        if (line.startsWith("#EXT-X-TARGETDURATION:")) {
          newTarget = Integer.parseInt(value);
        } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
          sequence = Long.parseLong(value);
        } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
          discontinuity = Long.parseLong(value);
        } else if (line.equals("#EXT-X-DISCONTINUITY")) {
          discontinuity++;
        } else if (line.startsWith("#EXT-X-MAP:")) {
          map = value;
        } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
          time = value;
        } else if (line.equals("#EXT-X-GAP")) {
          gap = true;
        } else if (line.startsWith("#EXTINF:")) {
          duration = value;
          assertThat(Double.parseDouble(value.replace(",", ""))).isLessThanOrEqualTo(newTarget);
        } else if (!line.startsWith("#")) {
          // What is missing has no init segment of its own.
          var segment = new Segment(discontinuity, time, duration, gap, line, gap ? "" : map);
          var before = segments.putIfAbsent(sequence, segment);
          if (before != null) {
            assertThat(segment).as("segment %d", sequence).isEqualTo(before);
          }
          listed.add(sequence);
          sequence++;
          gap = false;
        }
      }
      // What made it rise may be erased when the server starts anew.
      if (restarts == targetRestarts) {
        assertThat(newTarget).isGreaterThanOrEqualTo(target);
      }
      assertThat(listed).isNotEmpty();
      assertThat(listed.getFirst()).isGreaterThanOrEqualTo(first);
      assertThat(listed).contains(segments.lastKey());
      target = newTarget;
      targetRestarts = restarts;
      first = listed.getFirst();
    }
  }
}
