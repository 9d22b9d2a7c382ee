package io.kinora.server.ingest;

import io.kinora.server.http.UploadChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Watches how long nothing arrives: IDLE acknowledgements, the end of a silent session, the moment
/// of quiet after a whole Cluster, the longest life of a session. On the session's event loop.
final class SilenceTimer {
  private final IngestConfig config;
  private final PutMediaSession session;
  private @Nullable UploadChannel channel;
  private Runnable cancelSilence = SilenceTimer::nothing;
  private Runnable cancelQuiet = SilenceTimer::nothing;
  private Runnable cancelLife = SilenceTimer::nothing;
  private long lastOctetNs;

  SilenceTimer(IngestConfig config, PutMediaSession session) {
    this.config = config;
    this.session = session;
  }

  void start(UploadChannel opened) {
    channel = opened;
    lastOctetNs = System.nanoTime();
    cancelSilence = opened.schedule(this::check, config.idleAckInterval());
    if (!config.maxSessionDuration().isZero()) {
      cancelLife = opened.schedule(session::expire, config.maxSessionDuration());
    }
  }

  /// Octets arrived.
  void broken() {
    lastOctetNs = System.nanoTime();
    cancelQuiet.run();
    cancelQuiet = SilenceTimer::nothing;
  }

  /// All that arrived is worked off.
  void inputConsumed() {
    if (channel != null && session.awaitsQuiet()) {
      cancelQuiet.run();
      cancelQuiet = channel.schedule(session::quiet, config.quietCompletion());
    }
  }

  private static void nothing() {}

  void stop() {
    cancelSilence.run();
    cancelQuiet.run();
    cancelLife.run();
    channel = null;
  }

  private void check() {
    if (channel == null) {
      return;
    }
    long now = System.nanoTime();
    if (session.isPaused()) {
      lastOctetNs = now;
    }
    var silence = Duration.ofNanos(now - lastOctetNs);
    if (silence.compareTo(config.idleTimeout()) >= 0) {
      session.silent();
      return;
    }
    var interval = config.idleAckInterval();
    var next = interval.minus(silence);
    if (silence.compareTo(interval) >= 0) {
      session.sendIdle();
      next = interval;
    }
    var untilTimeout = config.idleTimeout().minus(silence);
    cancelSilence =
        channel.schedule(this::check, next.compareTo(untilTimeout) < 0 ? next : untilTimeout);
  }
}
