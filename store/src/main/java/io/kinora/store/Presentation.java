package io.kinora.store;

/// What players must know of a fragment without its media. Made by who appends it.
///
/// @param configuration fingerprint of what decoders are set up with; fragments with equal ones
///     decode alike
/// @param startMs when its main track begins to be played, milliseconds after the fragment's time.
///     Video that was cut off between frames which are shown in another order begins where the
///     fragment before it ends
/// @param videoMs playback duration of the first video track in this fragment, from `startMs` on; 0
///     without frames of it
/// @param audioMs the same of the first audio track
/// @param independent whether its first video frame is a key frame; true without video
public record Presentation(
    long configuration, int startMs, int videoMs, int audioMs, boolean independent) {
  /// How long players show the fragment: the length of its main track, for the others overhang it.
  ///
  /// @param durationMs the fragment's duration over all tracks
  public long playedMs(long durationMs) {
    if (videoMs > 0) {
      return videoMs;
    }
    return audioMs > 0 ? audioMs : Math.max(1, durationMs);
  }
}
