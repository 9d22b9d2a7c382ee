package io.kinora.server.playback;

import java.io.IOException;
import java.util.Optional;

/// Where a track's first key frame comes from, which is only read if the configuration of the track
/// is missing.
@FunctionalInterface
public interface KeyFrames {
  /// For when there are no frames at hand.
  KeyFrames NONE = _ -> Optional.empty();

  /// The octets of the first key frame of a track.
  ///
  /// @param track index among the tracks of the stream header
  Optional<byte[]> first(int track) throws IOException;
}
