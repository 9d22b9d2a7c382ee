package io.kinora.server.image;

/// What the decoder made of one wanted frame.
sealed interface Answer {
  /// An image; the octets are not to be changed.
  record Image(byte[] octets) implements Answer {}

  /// No image can be made.
  record Failed() implements Answer {}

  /// The job had enough images; another job will make this one.
  record Left() implements Answer {}
}
