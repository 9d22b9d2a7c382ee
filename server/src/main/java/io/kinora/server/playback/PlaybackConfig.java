package io.kinora.server.playback;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Leniency;
import io.kinora.server.config.Settings;
import java.time.Duration;
import java.util.List;

/// Limits and manners of HLS, DASH and clips.
///
/// @param memory see [ReplyMemory]
/// @param deduplication of what producers sent more than once
/// @param codecs which tracks can be played
/// @param earlyStart what happens to a range by the server's clock that starts before the
///     retention edge
public record PlaybackConfig(
    ByteSize memory, Deduplication deduplication, CodecGate codecs, Leniency earlyStart) {
  private static final Key<ByteSize> MEMORY =
      Key.size(
          "playback.memory",
          "128MiB",
          "Most memory of the heap for playlists, media and clips that are not sent yet.");
  private static final Key<Duration> REINGESTION_WINDOW =
      Key.duration(
          "playback.reingestion-window",
          "5m",
          "Delay by which footage sent again is a repetition rather than a correction.");
  private static final Key<Leniency> LATE_FOOTAGE =
      Key.leniency(
          "playback.late-footage",
          "What happens to footage that was sent after that delay and fills a gap");
  private static final Key<Leniency> ANNEX_B =
      Key.leniency(
          "playback.annex-b",
          "What happens to H.264 and H.265 without a decoder configuration in the form of MP4");
  private static final Key<Leniency> OTHER_CODECS =
      Key.leniency(
          "playback.other-codecs",
          "What happens to codecs together that the container can carry, but not with AWS");
  private static final Key<Leniency> EARLY_START =
      Key.leniency(
          "playback.early-start",
          "What happens to a range by the server's clock that starts before the retention edge");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(MEMORY, REINGESTION_WINDOW, LATE_FOOTAGE, ANNEX_B, OTHER_CODECS, EARLY_START);

  public PlaybackConfig {
    // Below this, the longest playlist has no room.
    Bounds.check(MEMORY, memory, ByteSize.ofMiB(32), ByteSize.ofMiB(1L << 20));
    Bounds.check(REINGESTION_WINDOW, deduplication.window(), Duration.ZERO, Duration.ofDays(1));
  }

  /// Reads the keys.
  public static PlaybackConfig from(Settings settings) {
    return new PlaybackConfig(
        settings.get(MEMORY),
        new Deduplication(settings.get(REINGESTION_WINDOW), settings.get(LATE_FOOTAGE)),
        new CodecGate(settings.get(ANNEX_B), settings.get(OTHER_CODECS)),
        settings.get(EARLY_START));
  }
}
