package io.kinora.server.playback.session;

import io.kinora.server.api.Members;
import io.kinora.server.api.Shapes;

/// What every request for a session asks for.
///
/// @param expiresSeconds how long the session lasts
/// @param maxFragments see [Selection#maxFragments]
public record SessionRequest(
    PlaybackMode mode, SessionRange range, int expiresSeconds, int maxFragments) {
  private static final int EXPIRES_MIN = 300;
  private static final int EXPIRES_MAX = 43_200;
  private static final int FRAGMENTS_MAX = 5000;
  private static final int LIVE_FRAGMENTS = 5;
  private static final int ON_DEMAND_FRAGMENTS = 1000;

  /// Reads the members; the names of two differ by protocol.
  public static SessionRequest read(Members in, String selector, String maxResults) {
    var mode = in.optional("PlaybackMode", Shapes.oneOf(PlaybackMode.class), PlaybackMode.LIVE);
    var range = in.optional(selector, SessionRange.SHAPE, SessionRange.NONE);
    int expires = in.optional("Expires", Shapes.integer(EXPIRES_MIN, EXPIRES_MAX), EXPIRES_MIN);
    int usual = mode == PlaybackMode.ON_DEMAND ? ON_DEMAND_FRAGMENTS : LIVE_FRAGMENTS;
    int max = in.optional(maxResults, Shapes.integer(1, FRAGMENTS_MAX), usual);
    range.checkFor(mode, selector);
    return new SessionRequest(mode, range, expires, max);
  }
}
