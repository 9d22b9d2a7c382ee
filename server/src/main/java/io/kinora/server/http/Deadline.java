package io.kinora.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection that has not got on by a given time. On the event loop.
final class Deadline {
  /// How long input is thrown away behind a final answer.
  static final Duration LINGER = Duration.ofSeconds(1);

  private @Nullable Future<?> pending;

  /// Replaces the deadline.
  void start(ChannelHandlerContext context, Duration time) {
    cancel();
    pending =
        context.executor().schedule(() -> context.close(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  void cancel() {
    if (pending != null) {
      pending.cancel(false);
      pending = null;
    }
  }
}
