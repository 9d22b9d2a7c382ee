package io.kinora.server.clip;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.util.List;

/// Limits of GetClip.
///
/// @param maxFragments of a clip, beyond which it is cut short; 0 for no limit
/// @param maxSize of the stored fragments of a clip, beyond which it is cut short; 0 for no limit
public record ClipConfig(int maxFragments, ByteSize maxSize) {
  private static final Key<Integer> MAX_FRAGMENTS =
      Key.count("clip.max-fragments", "0", "Fragments after which a clip is cut short; 0: any.")
          .inAws("200");
  private static final Key<ByteSize> MAX_SIZE =
      Key.size("clip.max-size", "0", "Stored octets after which a clip is cut short; 0: any.")
          .inAws("100MiB");
  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(MAX_FRAGMENTS, MAX_SIZE);

  public ClipConfig {
    Bounds.check(MAX_FRAGMENTS, maxFragments, 0, Integer.MAX_VALUE);
  }

  /// Reads the keys.
  public static ClipConfig from(Settings settings) {
    return new ClipConfig(settings.get(MAX_FRAGMENTS), settings.get(MAX_SIZE));
  }
}
