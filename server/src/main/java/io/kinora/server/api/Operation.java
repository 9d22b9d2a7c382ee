package io.kinora.server.api;

/// One operation of the API. Implementations hold no state of a call, and are safe for all threads.
///
/// @param <I> the validated request
public sealed interface Operation<I> permits AccountOperation, StreamOperation, StreamingOperation {
  Action action();

  /// Reads and validates the request without looking at anything but the request itself. Throws
  /// [ApiException].
  I read(Members in);
}
