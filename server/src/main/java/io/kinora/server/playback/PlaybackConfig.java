package io.kinora.server.playback;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.util.List;

/// Limits of HLS, DASH and clips.
///
/// @param memory see [ReplyMemory]
public record PlaybackConfig(ByteSize memory) {
  private static final Key<ByteSize> MEMORY =
      Key.size(
          "playback.memory",
          "128MiB",
          "Most memory of the heap for playlists, media and clips that are not sent yet.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(MEMORY);

  public PlaybackConfig {
    // Below this, the longest playlist has no room.
    Bounds.check(MEMORY, memory, ByteSize.ofMiB(32), ByteSize.ofMiB(1L << 20));
  }

  /// Reads the keys.
  public static PlaybackConfig from(Settings settings) {
    return new PlaybackConfig(settings.get(MEMORY));
  }
}
