package io.kinora.server.archive;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.time.Duration;
import java.util.List;

/// Limits of the archive by fragments.
///
/// @param maxReadersPerStream GetMediaForFragmentList responses; 0 for no limit
/// @param listingDelay how long ListFragments does not list a stored fragment, which is read as
///     ever; a walk over pages that passes it by meanwhile does not come back to it
public record ArchiveConfig(int maxReadersPerStream, Duration listingDelay) {
  private static final Key<Integer> MAX_READERS_PER_STREAM =
      Key.count(
              "archive.max-readers-per-stream",
              "0",
              "Most GetMediaForFragmentList responses of one stream; 0: any number.")
          .inAws("5");

  private static final Key<Duration> LISTING_DELAY =
      Key.duration(
          "archive.listing-delay",
          "0",
          "Time for which ListFragments does not list what was stored, at most 1s; AWS may take as"
              + " long.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(MAX_READERS_PER_STREAM, LISTING_DELAY);

  public ArchiveConfig {
    Bounds.check(MAX_READERS_PER_STREAM, maxReadersPerStream, 0, 1_000_000);
    Bounds.check(LISTING_DELAY, listingDelay, Duration.ZERO, Duration.ofSeconds(1));
  }

  /// Reads the keys.
  public static ArchiveConfig from(Settings settings) {
    return new ArchiveConfig(settings.get(MAX_READERS_PER_STREAM), settings.get(LISTING_DELAY));
  }
}
