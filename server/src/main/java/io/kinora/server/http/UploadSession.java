package io.kinora.server.http;

import java.nio.ByteBuffer;
import java.time.Duration;

/// One upload. Every method is called on the event loop that owns the connection and must not
/// block.
public interface UploadSession {
  /// The response head was written; the body follows.
  void opened(UploadChannel channel);

  /// The next octets of the body, readable in place until they are finished with.
  ///
  /// @return whether the session is finished with them; if not, it has called [UploadChannel#pause]
  ///     and [#proceed] follows its [UploadChannel#resume]
  boolean received(ByteBuffer octets);

  /// Goes on with octets that were not finished.
  ///
  /// @return as [#received]
  boolean proceed();

  /// The body ended properly; comes after all octets are finished with.
  void ended();

  /// The client took no octet of its answers for that long while too many of them waited; the
  /// connection is closed, and [#disconnected] follows.
  default void unread(Duration time) {}

  /// The connection is gone, or its input ended within the body. Nothing is called after this.
  void disconnected();
}
