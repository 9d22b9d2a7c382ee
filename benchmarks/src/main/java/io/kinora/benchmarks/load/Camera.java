package io.kinora.benchmarks.load;

import java.util.function.BooleanSupplier;

/// Offers frames to a session in real time.
final class Camera {
  private final EventLoop loop;
  private final PutSession session;
  private final long frameNs;
  private final BooleanSupplier paused;

  /// @param paused when true, no more frames are offered for ever
  Camera(EventLoop loop, PutSession session, long frameNs, BooleanSupplier paused) {
    this.loop = loop;
    this.session = session;
    this.frameNs = frameNs;
    this.paused = paused;
  }

  /// Offers the next frame at a time, and all others behind it.
  void run(long atNs) {
    loop.at(
        atNs,
        () -> {
          if (!paused.getAsBoolean()) {
            session.offer();
            run(atNs + frameNs);
          }
        });
  }
}
