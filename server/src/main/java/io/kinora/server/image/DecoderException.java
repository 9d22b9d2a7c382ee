package io.kinora.server.image;

/// A decoder crashed, took too long or broke the protocol: for the log. What it should have made
/// becomes MEDIA_ERROR.
final class DecoderException extends java.io.IOException {
  private static final long serialVersionUID = 1;

  DecoderException(String message, Throwable cause) {
    super(message, cause);
  }
}
