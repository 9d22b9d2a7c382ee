package io.kinora.server.api;

import io.kinora.server.http.StreamingResponse;
import io.kinora.store.StreamRecord;
import java.io.IOException;

/// An operation on one stream that answers with media instead of JSON.
///
/// @param <I> the validated request
public non-sealed interface StreamingOperation<I> extends Operation<I> {
  /// The stream that the request names.
  StreamReference stream(I input);

  /// Whether it may also be called by a link: by GET or HEAD, with its members in the query.
  default boolean isLinkable() {
    return false;
  }

  /// Decides about the answer; may block. What can still be refused is refused here, with
  /// [ApiException]; what is held before the body runs is given up when the body is closed.
  ///
  /// @param stream the stream as it was when the call began
  StreamingResponse prepare(I input, StreamRecord stream, CallContext call) throws IOException;
}
