package io.kinora.server.api;

import io.kinora.store.StreamRecord;
import java.io.IOException;

/// An operation on one stream, which was found and may be used by the caller.
///
/// @param <I> the validated request
public non-sealed interface StreamOperation<I> extends Operation<I> {
  /// The stream that the request names.
  StreamReference stream(I input);

  /// Runs the operation; may block.
  ///
  /// @param stream the stream as it was when the call began
  Output run(I input, StreamRecord stream, CallContext call) throws IOException;
}
