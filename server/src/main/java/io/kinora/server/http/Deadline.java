package io.kinora.server.http;

import io.netty.channel.Channel;
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

  /// Replaces the deadline: the connection is closed when its client has taken no octet of what was
  /// sent for that long, at the latest after twice the time.
  ///
  /// @param onClose what is done before
  void startUnlessTaken(ChannelHandlerContext context, Duration time, Runnable onClose) {
    cancel();
    var before = Unsent.of(context.channel());
    pending =
        context
            .executor()
            .schedule(
                () -> {
                  if (Unsent.of(context.channel()).equals(before)) {
                    onClose.run();
                    context.close();
                  } else {
                    startUnlessTaken(context, time, onClose);
                  }
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /// What waits for the client to take it: equal at two times only if it took nothing between.
  ///
  /// @param messages not wholly taken
  /// @param takenBytes of the first of them
  private record Unsent(int messages, long takenBytes) {
    static Unsent of(Channel channel) {
      var buffer = channel.unsafe().outboundBuffer();
      return buffer == null
          ? new Unsent(0, 0)
          : new Unsent(buffer.size(), buffer.currentProgress());
    }
  }

  void cancel() {
    if (pending != null) {
      pending.cancel(false);
      pending = null;
    }
  }
}
