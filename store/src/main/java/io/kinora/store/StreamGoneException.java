package io.kinora.store;

import java.io.IOException;

/// The stream was deleted.
public final class StreamGoneException extends IOException {
  public StreamGoneException(long streamId) {
    super("stream " + streamId + " was deleted");
  }
}
