package io.kinora.server.cli;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops the server when the process receives SIGTERM or SIGINT.
///
/// The Java machine answers those signals by running its shutdown hooks and then exiting with
/// 128 + the signal's number. A server that stopped as it was asked to has not failed, so the hook
/// ends the process itself, with [ExitCode#DONE].
final class GracefulStop {
  private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

  /// What closing may take beyond the time that requests under way are given.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final Thread hook;

  private GracefulStop(Thread hook) {
    this.hook = hook;
  }

  /// @param close stops the server
  /// @param drainTimeout what requests under way are given
  static GracefulStop onSignal(Runnable close, Duration drainTimeout) {
    var limit = drainTimeout.plus(MARGIN);
    var stop =
        new GracefulStop(
            Thread.ofPlatform().name("stop").unstarted(() -> end(close(close, limit))));
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /// Leaves stopping to the caller.
  void withdraw() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private static boolean close(Runnable close, Duration limit) {
    LOG.info("asked to stop");
    var closing = Thread.ofPlatform().name("close").daemon().start(close);
    try {
      return closing.join(limit);
    } catch (InterruptedException nobodyInterruptsHooks) {
      throw new IllegalStateException(nobodyInterruptsHooks);
    }
  }

  private static void end(boolean closed) {
    if (closed) {
      LOG.info("stopped");
    } else {
      LOG.error("not stopped in time; the next start recovers");
    }
    Runtime.getRuntime().halt(closed ? ExitCode.DONE : ExitCode.FAILED);
  }
}
