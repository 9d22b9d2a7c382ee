package io.kinora.server.playback;

import static io.kinora.server.playback.Scenes.VIDEO;
import static io.kinora.server.playback.Scenes.nal;
import static io.kinora.server.playback.Scenes.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.Mkv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults that happen on purpose to what players ask for, over real sockets.
final class FaultyPlaybackTest {
  private static final Duration DELAY = Duration.ofMillis(300);

  @TempDir private Path folder;

  @Test
  void aPlaylistIsRefusedSoOftenAndSegmentsAreNot() throws Exception {
    try (var viewer =
        viewer(
            """
            {"operation": "GetHLSMediaPlaylist", "error": "ClientLimitExceededException", "times": 1}
            """)) {
      var hls = viewer.hls(0, "");
      var playlist = hls.master().lines().toList().getLast();

      assertThat(playlist).startsWith("getHLSMediaPlaylist");
      assertThatThrownBy(() -> hls.segments(1))
          .hasMessageContaining("This error was asked for by the script of faults.");
      assertThat(hls.segments(1)).hasSize(2);
      assertThat(hls.packets(hls.segments(1).getFirst())).isNotEmpty();
    }
  }

  @Test
  void aSegmentIsCutBehindItsFirstOctets() throws Exception {
    try (var viewer =
        viewer(
            "{\"operation\": \"GetMP4MediaFragment\", \"cutAnswerAfter\": \"100\", \"skip\": 1}")) {
      var hls = viewer.hls(0, "");
      var segments = hls.segments(1);

      assertThat(hls.packets(segments.getFirst())).hasSizeGreaterThan(100);
      assertThatThrownBy(() -> hls.packets(segments.getLast()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("received: 100");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"delay\": \"300ms\", \"skip\": 1}",
        "{\"delay\": \"300ms\", \"skip\": 1, \"stream\": \"cam\"}",
        "{\"operation\": \"GetDASHManifest\", \"delay\": \"300ms\"}"
      })
  void aManifestIsLateAlsoByADelayOfEverything(String fault) throws Exception {
    try (var viewer = viewer(fault)) {
      var dash = viewer.dash();
      long begun = System.nanoTime();

      assertThat(dash.manifest()).contains("<MPD");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(DELAY);
    }
  }

  @Test
  void aFaultOfAnotherStreamOrOperationLeavesPlayersAlone() throws Exception {
    try (var viewer =
        viewer(
            """
            {"stream": "yard", "error": "InternalFailure"},
            {"operation": "GetMedia", "error": "InternalFailure"},
            {"operation": "GetTSFragment", "error": "InternalFailure"}
            """)) {
      var hls = viewer.hls(0, "");

      assertThat(hls.packets(hls.segments(1).getFirst())).isNotEmpty();
    }
  }

  /// So that the end of a session can be rehearsed.
  @Test
  void whatIsNotAuthorizedLooksLikeASessionThatHasExpired() throws Exception {
    try (var viewer =
        viewer("{\"operation\": \"GetDASHManifest\", \"error\": \"NotAuthorizedException\"}")) {
      var manifest = viewer.dash().file("getDASHManifest.mpd");

      viewer.refuses(manifest, 403, "NotAuthorizedException");
    }
  }

  private Viewer viewer(String faults) throws Exception {
    var script = Files.writeString(folder.resolve("faults.json"), "{\"faults\": [" + faults + "]}");
    var viewer = new Viewer(folder.resolve("data"), Map.of("faults", script.toString()));
    viewer.record(2, Mkv.headerOf(VIDEO), video(0, nal(1)), video(2000, nal(2)));
    return viewer;
  }
}
