package io.kinora.server.playback.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Points in time as playlists and manifests spell them: UTC with milliseconds.
public final class IsoTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private IsoTime() {}

  /// Such as `2022-01-28T07:00:35.931Z`.
  public static String of(long epochMs) {
    return FORMAT.format(Instant.ofEpochMilli(epochMs));
  }
}
