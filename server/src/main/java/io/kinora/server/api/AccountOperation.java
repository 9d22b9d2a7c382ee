package io.kinora.server.api;

import java.io.IOException;

/// An operation that is not about one existing stream.
///
/// @param <I> the validated request
public non-sealed interface AccountOperation<I> extends Operation<I> {
  /// The ARN that the caller needs permission for.
  default String resource(I input, CallContext call) {
    return "*";
  }

  /// Runs the operation; may block.
  Output run(I input, CallContext call) throws IOException;
}
