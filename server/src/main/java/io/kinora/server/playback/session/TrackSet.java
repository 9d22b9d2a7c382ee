package io.kinora.server.playback.session;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.playback.PlayableTracks;
import java.util.Optional;

/// Which tracks a session plays. It stays the same for the whole session; a fragment with another
/// set cannot be played in it, one with another configuration of the same set can.
///
/// @param video track number; 0 without video
/// @param videoCodec how the video is coded
/// @param audio track number; 0 without audio
/// @param audioCodec how the audio is coded
public record TrackSet(long video, Codec videoCodec, long audio, Codec audioCodec) {
  /// A family of configurations that a decoder can change between.
  public enum Codec {
    NONE,
    AVC,
    HEVC,
    AAC,
    G711;

    static Codec of(TrackCodec codec) {
      return switch (codec) {
        case TrackCodec.Avc _ -> AVC;
        case TrackCodec.Hevc _ -> HEVC;
        case TrackCodec.Aac _ -> AAC;
        case TrackCodec.G711 _ -> G711;
      };
    }
  }

  /// The set of a fragment's tracks.
  static TrackSet of(PlayableTracks tracks) {
    return new TrackSet(
        number(tracks.video()),
        codec(tracks.video()),
        number(tracks.audio()),
        codec(tracks.audio()));
  }

  private static long number(Optional<PlayableTrack> track) {
    return track.map(present -> present.track().number()).orElse(0L);
  }

  private static Codec codec(Optional<PlayableTrack> track) {
    return track.map(present -> Codec.of(present.codec())).orElse(Codec.NONE);
  }

  public boolean hasVideo() {
    return video != 0;
  }

  public boolean hasAudio() {
    return audio != 0;
  }

  /// Whether a track is among them.
  public boolean has(long number) {
    return number != 0 && (number == video || number == audio);
  }

  /// The track that a session without separate renditions is named by.
  public long main() {
    return hasVideo() ? video : audio;
  }
}
