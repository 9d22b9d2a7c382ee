package io.kinora.server.playback;

/// What media is played in.
public enum Container {
  /// The MP4 file of GetClip.
  MP4_CLIP,
  /// Fragmented MP4 by DASH.
  DASH,
  /// Fragmented MP4 by HLS.
  HLS_FMP4,
  /// MPEG-TS by HLS; carries neither G.711 nor, for the players there are, H.265.
  HLS_TS
}
