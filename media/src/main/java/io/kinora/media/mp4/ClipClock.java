package io.kinora.media.mp4;

/// What the clock of a clip's fragments is, and so how much it is believed.
public enum ClipClock {
  /// The producer's: fragments are where it says they are.
  PRODUCER,
  /// The server's, which trembles with the network: fragments follow each other, except after a
  /// pause that is longer than a second and than half of the fragment before.
  SERVER
}
