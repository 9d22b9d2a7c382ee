package io.kinora.server.http;

import java.io.IOException;

/// The body of a [StreamingResponse]. What it needs open it opens in [#writeTo] and closes there;
/// what it holds from the beginning it gives up in [#close].
@FunctionalInterface
public interface StreamingBody {
  /// Writes the whole body and returns; runs on a virtual thread and may block. An exception cuts
  /// the response off: the client sees that it is not complete.
  void writeTo(BodySink sink) throws IOException;

  /// Is run once when the response is over, however it ended, also when [#writeTo] was never run.
  default void close() {}
}
