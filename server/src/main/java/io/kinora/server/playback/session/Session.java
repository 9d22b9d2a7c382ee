package io.kinora.server.playback.session;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentNumber;
import io.kinora.store.TimeAxis;

/// Everything a playback session is. The token in its URLs holds it whole, so the server remembers
/// no session and a restart forgets none.
///
/// @param streamId the stream
/// @param expiresAtMs epoch milliseconds
/// @param tracks what it plays of its fragments
/// @param first where it begins
public record Session(
    long streamId,
    Selection selection,
    long expiresAtMs,
    TrackSet tracks,
    Origin first,
    Format format) {
  /// Where a session begins. Every number it publishes is a difference from here.
  ///
  /// @param number the first fragment
  /// @param continuity where that fragment stands in its stream
  /// @param configuration what decoders are set up with at first
  /// @param baseMs the time on the session's clock that is media time 0, epoch milliseconds
  public record Origin(
      FragmentNumber number, Continuity continuity, long configuration, long baseMs) {}

  public PlaybackMode mode() {
    return selection.mode();
  }

  public TimeAxis axis() {
    return selection.axis();
  }
}
