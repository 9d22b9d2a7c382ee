package io.kinora.conformance.browser;

import io.kinora.conformance.media.Sample;
import io.kinora.conformance.wire.Ack;
import io.kinora.conformance.wire.Matroska;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A camera: sends each frame when its time has come, shot after shot, each in a session of its
/// own, again and again until it is closed.
final class LiveCamera implements AutoCloseable {
  /// So much of a sample, which is repeated where it is shorter, then nothing for a while.
  record Shot(Sample sample, int seconds, int pauseSeconds) {}

  private final URI server;
  private final String stream;
  private final List<Shot> shots;
  private final CountDownLatch live = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile long shotStartMs;
  private volatile RuntimeException broken = new IllegalStateException("nothing was persisted");

  private LiveCamera(URI server, String stream, List<Shot> shots) {
    this.server = server;
    this.stream = stream;
    this.shots = shots;
    this.thread = Thread.ofVirtual().name("camera " + stream).unstarted(this::run);
  }

  static LiveCamera start(URI server, String stream, Shot... shots) {
    var camera = new LiveCamera(server, stream, List.of(shots));
    camera.thread.start();
    return camera;
  }

  /// Waits until the server has the first fragment.
  void awaitLive() {
    try {
      if (!live.await(1, TimeUnit.MINUTES)) {
        throw new AssertionError(stream + " is not live", broken);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// When the shot began that is being taken, epoch milliseconds.
  long shotStartMs() {
    return shotStartMs;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void run() {
    try {
      while (true) {
        for (var shot : shots) {
          take(shot);
          if (closed.await(shot.pauseSeconds(), TimeUnit.SECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException nobodyInterruptsIt) {
      throw new IllegalStateException(nobodyInterruptsIt);
    } catch (UncheckedIOException lost) {
      broken = lost;
    }
  }

  private void take(Shot shot) throws InterruptedException {
    var footage = Footage.of(shot.sample());
    long startMs = System.currentTimeMillis();
    shotStartMs = startMs;
    try (var producer = PutMediaClient.open(server, stream, SigV4.EXAMPLE, this::acknowledge)) {
      producer.send(footage.header());
      for (long shiftMs = 0; shiftMs < 1000L * shot.seconds(); shiftMs += footage.lengthMs()) {
        for (var frame : footage.frames()) {
          long timeMs = shiftMs + frame.sentMs();
          if (timeMs >= 1000L * shot.seconds()) {
            break;
          }
          long waitMs = startMs + timeMs - System.currentTimeMillis();
          if (closed.await(waitMs, TimeUnit.MILLISECONDS)) {
            return;
          }
          producer.send(frame.bytes(startMs + shiftMs));
        }
      }
      producer.send(Matroska.endOfFragment());
      producer.end();
      producer.awaitEnd();
    }
  }

  private void acknowledge(Ack ack) {
    if (ack instanceof Ack.Progress progress && progress.stage() == Ack.Stage.PERSISTED) {
      live.countDown();
    }
  }
}
