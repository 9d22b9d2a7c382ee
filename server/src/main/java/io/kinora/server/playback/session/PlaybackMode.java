package io.kinora.server.playback.session;

/// Which fragments a session plays, in AWS's names.
public enum PlaybackMode {
  /// The newest by ingestion, as they come.
  LIVE,
  /// From a start in the past on, one after another in real time.
  LIVE_REPLAY,
  /// A range of the past, all at once.
  ON_DEMAND
}
