package io.kinora.server.image;

/// The instants at which images are asked for: the start, and then every interval up to the end.
///
/// @param startMs epoch milliseconds
/// @param endMs epoch milliseconds, not before the start; an instant exactly there counts
/// @param intervalMs from 1
record Sampling(long startMs, long endMs, int intervalMs) {
  int count() {
    return Math.toIntExact((endMs - startMs) / intervalMs + 1);
  }

  /// An instant, counted from 0, in epoch milliseconds.
  long at(int index) {
    return startMs + (long) index * intervalMs;
  }
}
