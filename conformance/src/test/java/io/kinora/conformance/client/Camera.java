package io.kinora.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// FFmpeg sending a sample through curl as fast as it was recorded, as a camera does.
public final class Camera implements AutoCloseable {
  private final Path log;
  private final List<Process> pipeline;
  private final CountDownLatch persisted;

  private Camera(Path log, List<Process> pipeline, CountDownLatch persisted) {
    this.log = log;
    this.pipeline = pipeline;
    this.persisted = persisted;
  }

  /// Begins to send, and returns when so many fragments are persisted.
  public static Camera start(URI server, String stream, Sample sample, int fragments) {
    var log = Artefacts.folder("camera-" + stream).resolve("camera.log");
    var errors = ProcessBuilder.Redirect.appendTo(log.toFile());
    // Into a pipe it would cut Clusters between key frames too.
    var ffmpeg =
        "/usr/bin/ffmpeg -v error -re -i %s -c copy -f matroska".formatted(sample.path())
            + " -cluster_time_limit 60000 -cluster_size_limit 50000000 -flush_packets 1 pipe:1";
    var now = BigDecimal.valueOf(System.currentTimeMillis(), 3);
    var curl =
        List.of(
            "/usr/bin/curl",
            "-sSfN",
            "-XPOST",
            "-T-",
            "-Hx-amzn-stream-name: " + stream,
            "-Hx-amzn-fragment-timecode-type: RELATIVE",
            "-Hx-amzn-producer-start-timestamp: " + now,
            server + "/putMedia");
    try {
      var pipeline =
          ProcessBuilder.startPipeline(
              List.of(
                  new ProcessBuilder(ffmpeg.split(" +")).redirectError(errors),
                  new ProcessBuilder(curl).redirectError(errors)));
      var camera = new Camera(log, pipeline, new CountDownLatch(fragments));
      Thread.ofVirtual().name("acknowledgements of " + stream).start(camera::follow);
      camera.awaitPersisted();
      return camera;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    pipeline.forEach(Process::destroy);
  }

  private void awaitPersisted() {
    try {
      assertThat(persisted.await(1, TimeUnit.MINUTES)).as("persisted; see %s", log).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void follow() {
    try (var acknowledgements = pipeline.getLast().inputReader()) {
      for (var ack = acknowledgements.readLine(); ack != null; ack = acknowledgements.readLine()) {
        if (ack.contains("PERSISTED")) {
          persisted.countDown();
        }
      }
    } catch (IOException _) {
      // Nobody waits any more.
    }
  }
}
