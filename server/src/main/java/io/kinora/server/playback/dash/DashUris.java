package io.kinora.server.playback.dash;

import io.kinora.server.api.ApiError;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.Session;

/// The URLs of DASH sessions. Manifests print them relative, each with the token.
final class DashUris {
  static final String BASE = "/dash/v1/";
  static final String MANIFEST = "getDASHManifest.mpd";
  static final String INIT = "getMP4InitFragment.mp4";
  static final String MEDIA = "getMP4MediaFragment.mp4";
  static final String CONTENT_TYPE = "application/dash+xml";

  private DashUris() {}

  /// What a DASH session is played by.
  static Format.Dash format(Session session) {
    if (session.format() instanceof Format.Dash dash) {
      return dash;
    }
    throw ApiError.SESSION_REFUSED.because("The streaming session token is not valid for DASH.");
  }

  static String init(String token, long track) {
    return INIT + "?SessionToken=" + token + "&TrackNumber=" + track;
  }

  static String media(String token, long track) {
    return MEDIA + "?SessionToken=" + token + "&SequenceNumber=$Number$&TrackNumber=" + track;
  }
}
