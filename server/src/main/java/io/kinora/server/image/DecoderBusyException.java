package io.kinora.server.image;

import java.io.IOException;

/// More images are asked for than decoders and memory are there for.
final class DecoderBusyException extends IOException {
  private static final long serialVersionUID = 1;

  DecoderBusyException(String message) {
    super(message);
  }
}
