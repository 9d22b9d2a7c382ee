package io.kinora.server.playback;

import io.kinora.media.sample.PlayableTrack;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The tracks of a stream header that are played: a video, an audio, or both.
public record PlayableTracks(Optional<PlayableTrack> video, Optional<PlayableTrack> audio) {
  /// Each [PlayableTrack#onClockOfCodec].
  public PlayableTracks onClocksOfCodecs() {
    return new PlayableTracks(
        video.map(PlayableTrack::onClockOfCodec), audio.map(PlayableTrack::onClockOfCodec));
  }

  /// Video first.
  public List<PlayableTrack> all() {
    return Stream.of(video, audio).flatMap(Optional::stream).toList();
  }
}
