package io.kinora.store;

/// The two clocks by which fragments are found.
public enum TimeAxis {
  /// When the server received the fragment's first octet; the same order as fragment numbers.
  SERVER,
  /// What the producer says the fragment's start was; in any order.
  PRODUCER
}
