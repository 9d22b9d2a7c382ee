package io.kinora.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSDiscontinuityMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelectorType;

/// How far behind the camera players are: a measurement, not a part of the gate. Each frame has its
/// number painted into it; the page reads it when the frame is shown, and both clocks are those of
/// this machine. The report says where it is.
@Isolated
@Tag("measurement")
final class LiveDelayTest {
  private static final String STREAM = "delay";
  private static final int ROUNDS = Integer.getInteger("kinora.delay.rounds", 2);

  /// Frames are looked at for so long, once so many have been shown.
  private static final int SETTLED_FRAMES = 250;
  private static final int MEASURED_FRAMES = 500;

  private static final String SHOWN = "() => globalThis.shown.length >= %d";

  /// Reads the cells of every frame shown: a list of its number and when, in milliseconds.
  private static final String WATCH =
      """
      () => {
        const { video } = globalThis.players[0];
        const canvas = document.createElement("canvas");
        canvas.width = 12;
        canvas.height = 1;
        const brush = canvas.getContext("2d", { willReadFrequently: true });
        globalThis.shown = [];
        const look = (_, { expectedDisplayTime }) => {
          const number = Array.from({ length: 12 }, (_, bit) => {
            brush.drawImage(video, 48 * bit + 16, 16, 16, 16, bit, 0, 1, 1);
            return brush.getImageData(bit, 0, 1, 1).data[0] > 127 ? 2 ** bit : 0;
          }).reduce((sum, value) => sum + value);
          globalThis.shown.push([number, performance.timeOrigin + expectedDisplayTime]);
          video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
      }""";

  /// A way to play.
  ///
  /// @param jumps whether the page jumps to the live edge once it plays
  private record Way(String name, String script, String session, boolean jumps) {}

  @Test
  void playersShowAFrameSoonAfterItWasSent() throws IOException {
    try (var kinora = KinoraProcess.start("delay");
        var sdk = SdkV2.of(kinora.endpoint());
        var pages = new PlayerPages();
        var chromium = new Chromium("delay")) {
      sdk.createStream(STREAM);
      var sample = new LiveCamera.Shot(Sample.H264_NUMBERED, 3600, 0);
      try (var camera = LiveCamera.start(kinora.endpoint(), STREAM, sample)) {
        camera.awaitLive();
        var report = new ArrayList<>(List.of("| Player | round | p5 | p50 | p95 | max |"));
        report.add("|---|---|---|---|---|---|");
        for (int round = 1; round <= ROUNDS; round++) {
          for (var way : ways(sdk)) {
            report.add(line(way.name() + " | " + round, delays(chromium, pages, way, camera)));
          }
        }
        var file = Artefacts.folder("delay-report").resolve("report.md");
        Files.write(file, report);
        report.forEach(System.out::println);
        System.out.println(file.toAbsolutePath());
      }
    }
  }

  private static List<Way> ways(SdkV2 sdk) {
    var hls =
        sdk.archive()
            .getHLSStreamingSessionURL(
                request ->
                    request
                        .streamName(STREAM)
                        .discontinuityMode(HLSDiscontinuityMode.ON_DISCONTINUITY)
                        .hlsFragmentSelector(
                            selector ->
                                selector.fragmentSelectorType(
                                    HLSFragmentSelectorType.PRODUCER_TIMESTAMP)))
            .hlsStreamingSessionURL();
    var dash =
        sdk.archive()
            .getDASHStreamingSessionURL(
                request ->
                    request
                        .streamName(STREAM)
                        .dashFragmentSelector(
                            selector ->
                                selector.fragmentSelectorType(
                                    DASHFragmentSelectorType.PRODUCER_TIMESTAMP)))
            .dashStreamingSessionURL();
    return List.of(
        new Way("hls.js, low latency, live button", "hls", hls, true),
        new Way("hls.js, low latency, as it starts", "hls", hls, false),
        new Way("hls.js, plain", "hls", hls + "&LowLatency=NO", false),
        new Way("dash.js", "dash", dash, false));
  }

  /// From sending to showing, in milliseconds, the shortest first.
  private static List<Long> delays(
      Chromium chromium, PlayerPages pages, Way way, LiveCamera camera) {
    var tab = chromium.open();
    var page = tab.page();
    page.setDefaultTimeout(120_000);
    page.navigate(pages.address(way.script(), List.of(way.session())));
    page.waitForFunction("() => globalThis.players?.[0]?.video.currentTime > 0");
    page.evaluate(WATCH);
    if (way.jumps()) {
      page.waitForFunction(SHOWN.formatted(SETTLED_FRAMES / 2));
      page.evaluate("() => globalThis.players[0].video.goLive()");
    }
    int frames = SETTLED_FRAMES + MEASURED_FRAMES;
    page.waitForFunction(SHOWN.formatted(frames));
    var delays = new ArrayList<Long>();
    for (var shown : (List<?>) page.evaluate("() => globalThis.shown")) {
      var pair = (List<?>) shown;
      long number = ((Number) pair.getFirst()).longValue();
      long sentMs = camera.shotStartMs() + number * Sample.NUMBERED_FRAME_MS;
      long shownMs = Math.round(((Number) pair.getLast()).doubleValue());
      delays.add(Math.floorMod(shownMs - sentMs, Sample.NUMBERED_LENGTH_MS));
    }
    assertThat(page.evaluate("() => globalThis.players[0].errors")).isEqualTo(List.of());
    page.context().close();
    return delays.subList(SETTLED_FRAMES, frames).stream().sorted().toList();
  }

  private static String line(String name, List<Long> sorted) {
    int last = sorted.size() - 1;
    return "| %s | %d ms | %d ms | %d ms | %d ms |"
        .formatted(
            name,
            sorted.get(last * 5 / 100),
            sorted.get(last / 2),
            sorted.get(last * 95 / 100),
            sorted.get(last));
  }
}
