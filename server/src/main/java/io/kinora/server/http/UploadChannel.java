package io.kinora.server.http;

import java.time.Duration;
import java.util.concurrent.Executor;

/// The way back from an [UploadSession] to its client. On the event loop only, but for [#loop],
/// whose executor takes tasks from every thread.
public interface UploadChannel {
  /// Runs tasks on the event loop that owns the connection.
  Executor loop();

  /// Runs a task on the event loop later; the returned action cancels it.
  Runnable schedule(Runnable task, Duration delay);

  /// Sends one HTTP chunk and flushes it.
  void send(byte[] octets);

  /// Says how many octets of the heap the upload holds by itself; false if there is no room for so
  /// many beside what others hold.
  boolean holds(int octets);

  /// Whether the client leaves so many answers unread that it is not read either.
  boolean isUnread();

  /// Stops reading from the socket.
  void pause();

  /// Offers what was left and goes on reading.
  void resume();

  /// Ends the response with the terminating chunk in a write of its own, then closes; input that
  /// still arrives is read and thrown away for a moment, so that the answer is not lost to a reset.
  void finish();
}
