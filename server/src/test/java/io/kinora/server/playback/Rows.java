package io.kinora.server.playback;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.Presentation;

/// Rows of an index, as far as playback looks at them.
public final class Rows {
  private Rows() {}

  /// The fragment with a number, of that start on both clocks, that lasts a second.
  public static FragmentMetadata row(long sequence, long serverMs, long producerMs) {
    return row(sequence, serverMs, producerMs, 1000);
  }

  public static FragmentMetadata row(
      long sequence, long serverMs, long producerMs, long durationMs) {
    return new FragmentMetadata(
        1,
        new FragmentNumber(sequence, serverMs, 7),
        producerMs,
        durationMs - 40,
        durationMs,
        new Presentation(1, 0, (int) durationMs, 0, true),
        Continuity.FIRST,
        1000,
        true,
        new FragmentLocation(0, 0, 0, 0));
  }
}
