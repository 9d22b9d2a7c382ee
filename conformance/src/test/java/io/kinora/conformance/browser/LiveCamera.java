package io.kinora.conformance.browser;

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

/// FFmpeg sending samples in real time through curl, shot after shot, each in a session of its own,
/// again and again until it is closed.
final class LiveCamera implements AutoCloseable {
  /// So much of a sample from its beginning, then nothing for a while.
  record Shot(Sample sample, int seconds, int pauseSeconds) {}

  private final URI server;
  private final String stream;
  private final List<Shot> shots;
  private final Path log;
  private final CountDownLatch live = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile List<Process> running = List.of();

  private LiveCamera(URI server, String stream, List<Shot> shots) {
    this.server = server;
    this.stream = stream;
    this.shots = shots;
    this.log = Artefacts.folder("camera-" + stream).resolve("camera.log");
  }

  static LiveCamera start(URI server, String stream, Shot... shots) {
    var camera = new LiveCamera(server, stream, List.of(shots));
    Thread.ofVirtual().name("camera " + stream).start(camera::run);
    return camera;
  }

  /// Waits until the server has the first fragment.
  void awaitLive() {
    try {
      assertThat(live.await(1, TimeUnit.MINUTES)).as("%s is live; see %s", stream, log).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    running.forEach(Process::destroy);
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        for (var shot : shots) {
          take(shot);
          if (closed.await(shot.pauseSeconds(), TimeUnit.SECONDS)) {
            return;
          }
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException nobodyInterruptsIt) {
      throw new IllegalStateException(nobodyInterruptsIt);
    }
  }

  private void take(Shot shot) throws IOException, InterruptedException {
    var ffmpeg =
        "/usr/bin/ffmpeg -v error -re -stream_loop -1 -i %s -t %d -c copy -f matroska"
                .formatted(shot.sample().path(), shot.seconds())
            // Into a pipe it would cut Clusters between key frames too.
            + " -cluster_time_limit 60000 -cluster_size_limit 50000000 -flush_packets 1 pipe:1";
    var curl =
        List.of(
            "/usr/bin/curl",
            "-sS",
            "-f",
            "-N",
            "-X",
            "POST",
            "-T",
            "-",
            "-H",
            "x-amzn-stream-name: " + stream,
            "-H",
            "x-amzn-fragment-timecode-type: RELATIVE",
            "-H",
            "x-amzn-producer-start-timestamp: " + BigDecimal.valueOf(System.currentTimeMillis(), 3),
            server + "/putMedia");
    var appending = ProcessBuilder.Redirect.appendTo(log.toFile());
    running =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder(ffmpeg.split(" +")).redirectError(appending),
                new ProcessBuilder(curl).redirectError(appending)));
    if (closed.getCount() == 0) {
      close();
    }
    try (var acks = running.getLast().inputReader()) {
      for (var ack = acks.readLine(); ack != null; ack = acks.readLine()) {
        if (ack.contains("PERSISTED")) {
          live.countDown();
        }
      }
    }
    for (var process : running) {
      process.waitFor();
    }
  }
}
