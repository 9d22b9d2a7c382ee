package io.kinora.server.control;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.util.List;

/// Limits of the control plane.
///
/// @param maxStreams that may live; those that are created at the same moment may exceed it
public record ControlConfig(int maxStreams) {
  private static final int MOST = 1_000_000;

  private static final Key<Integer> MAX_STREAMS =
      Key.count("control.max-streams", Integer.toString(MOST), "Most streams.").inAws("10000");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(MAX_STREAMS);

  public ControlConfig {
    Bounds.check(MAX_STREAMS, maxStreams, 1, MOST);
  }

  /// Reads the keys.
  public static ControlConfig from(Settings settings) {
    return new ControlConfig(settings.get(MAX_STREAMS));
  }
}
