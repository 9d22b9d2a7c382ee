package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiError;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.Session;
import io.kinora.store.FragmentNumber;

/// The URLs of HLS sessions. Playlists print them relative, each with the token.
final class HlsUris {
  static final String BASE = "/hls/v1/";
  static final String MASTER = "getHLSMasterPlaylist.m3u8";
  static final String MEDIA = "getHLSMediaPlaylist.m3u8";
  static final String INIT = "getMP4InitFragment.mp4";
  static final String MP4 = "getMP4MediaFragment.mp4";
  static final String TS = "getTSFragment.ts";

  /// Another name of [#TS]: what AWS calls it is not known for sure.
  static final String TS_BARE = "getTSFragment";

  static final String CONTENT_TYPE = "application/vnd.apple.mpegurl";

  private static final String LOW_LATENCY = "LowLatency";
  private static final String NUMBER = "?FragmentNumber=";
  private static final String PART = "&Part=";

  private HlsUris() {}

  /// What an HLS session is played by.
  static Format.Hls format(Session session) {
    if (session.format() instanceof Format.Hls hls) {
      return hls;
    }
    throw ApiError.SESSION_REFUSED.because("The streaming session token is not valid for HLS.");
  }

  /// Whether a player is told of parts: as the session says, unless it said otherwise by a
  /// parameter that it added to the URL of the master playlist.
  static boolean isLowLatency(PlaybackRequest request) {
    var asked = request.parameter(LOW_LATENCY);
    if (asked.isEmpty()) {
      return format(request.session()).lowLatency();
    }
    return switch (asked.get()) {
      case "YES" -> true;
      case "NO" -> false;
      default ->
          throw ApiError.INVALID_ARGUMENT.because(
              "The parameter %s must be YES or NO.".formatted(LOW_LATENCY));
    };
  }

  /// The playlist of a track, which repeats what the player said about low latency.
  static String playlist(PlaybackRequest request, long track) {
    String said = request.parameter(LOW_LATENCY).map(it -> LOW_LATENCY + "=" + it + "&").orElse("");
    return MEDIA + "?" + said + "SessionToken=" + request.token() + "&TrackNumber=" + track;
  }

  /// @param position where the run of fragments begins that the init segment is for
  static String init(String token, long track, long position) {
    String sequence = position == 0 ? "" : "SequenceNumber=" + position + "&";
    return INIT + "?" + sequence + "SessionToken=" + token + "&TrackNumber=" + track;
  }

  /// The URLs of the segments of a rendition: a fragment's number between what all of them share,
  /// because a playlist may have thousands.
  record Segments(String before, String after) {
    static Segments of(String token, Rendition rendition) {
      String session = "&SessionToken=" + token;
      return rendition.kind() == Rendition.Kind.MUXED
          ? new Segments(TS + NUMBER, session)
          : new Segments(MP4 + NUMBER, session + "&TrackNumber=" + rendition.track());
    }

    /// Characters of each URL.
    int length() {
      return before.length() + FragmentNumber.DIGITS + after.length();
    }

    /// Appends the URL of a segment.
    void append(StringBuilder text, String fragmentNumber) {
      text.append(before).append(fragmentNumber).append(after);
    }

    /// @param part counted from 0
    String part(String fragmentNumber, int part) {
      var text = new StringBuilder(length() + PART.length() + 2);
      append(text, fragmentNumber);
      return text.append(PART).append(part).toString();
    }
  }
}
