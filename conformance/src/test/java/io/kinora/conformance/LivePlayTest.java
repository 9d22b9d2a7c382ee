package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.Camera;
import io.kinora.conformance.client.Player;
import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// FFmpeg and ffprobe play what a camera is sending meanwhile: a key frame each second.
final class LivePlayTest {
  private static final Sample SAMPLE = Sample.CAMERA_FOR_A_MINUTE;
  private static final int FRAMES = 90;

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("live-play");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @Test
  void whatACameraSendsIsPlayedMeanwhile() {
    var sent = Player.decoded(SAMPLE.path().toString(), "v");
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, "camera");
    try (var _ = Camera.start(KINORA.endpoint(), "camera", SAMPLE, 4);
        var players = Executors.newVirtualThreadPerTaskExecutor()) {
      var hls = new LinkedHashMap<String, CompletableFuture<List<String>>>();
      var dash = new LinkedHashMap<String, CompletableFuture<List<String>>>();
      for (var mode : List.of(HLSPlaybackMode.LIVE, HLSPlaybackMode.LIVE_REPLAY)) {
        for (var container : ContainerFormat.knownValues()) {
          var url = stream.hls(mode, container);
          hls.put(url, CompletableFuture.supplyAsync(() -> played(url), players));
        }
      }
      for (var mode : List.of(DASHPlaybackMode.LIVE, DASHPlaybackMode.LIVE_REPLAY)) {
        var url = stream.dash(mode);
        dash.put(url, CompletableFuture.supplyAsync(() -> played(url), players));
      }
      for (var player : hls.values()) {
        var played = player.join();
        assertThat(played).hasSize(FRAMES);
        assertThat(sent).containsSequence(played);
      }
      // Each time that the window of a timeline moves, FFmpeg (libavformat/dashdec.c) counts from
      // the beginning again: whole segments are left out or come twice.
      for (var player : dash.values()) {
        assertThat(player.join()).hasSize(FRAMES).isSubsetOf(sent);
      }
      for (var url : List.of(hls.keySet().iterator().next(), dash.keySet().iterator().next())) {
        assertThat(Player.tracks(url)).contains("v", "a");
      }
    }
  }

  private static List<String> played(String url) {
    var ffmpeg =
        "ffmpeg -v error -i %s -frames:v %d -map 0:v -fps_mode passthrough -f framemd5 -"
            .formatted(url, FRAMES);
    var result = Command.of(ffmpeg.split(" ")).succeed();
    assertThat(result.errors()).isEmpty();
    return result
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }
}
