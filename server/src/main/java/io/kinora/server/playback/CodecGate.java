package io.kinora.server.playback;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.AnnexB;
import io.kinora.media.codec.Codecs;
import io.kinora.media.codec.NalUnits;
import io.kinora.media.codec.ParameterSets;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.ts.TsSegment;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.config.Leniency;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Decides which tracks of a fragment are played, and whether its container can.
///
/// The video is track 1 and the audio is track 2, as producers number them; where those are of
/// another type, the first of the type. Other tracks are not played.
///
/// @param annexB what happens to video whose configuration is not in the form of MP4: Annex B, or
///     only in its key frames
/// @param otherCodecs what happens to combinations of codecs that the container can carry and AWS
///     does not play in it
public record CodecGate(Leniency annexB, Leniency otherCodecs) {
  private static final int VIDEO_NUMBER = 1;
  private static final int AUDIO_NUMBER = 2;

  /// The tracks that are played; throws [ApiException] if there are none, or if one of them is of a
  /// codec that the container cannot carry, or has no configuration that can be read.
  public PlayableTracks tracks(StreamHeader header, Container container, KeyFrames keyFrames)
      throws IOException {
    int video = find(header, Track.VIDEO, VIDEO_NUMBER);
    int audio = find(header, Track.AUDIO, AUDIO_NUMBER);
    if (video < 0 && audio < 0) {
      throw ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE.because("There is no video or audio track.");
    }
    var tracks =
        new PlayableTracks(
            playable(header, video, container, keyFrames),
            playable(header, audio, container, keyFrames));
    if (otherCodecs == Leniency.REFUSE) {
      AwsCodecs.check(tracks, container);
    }
    return tracks;
  }

  /// A track as the stream header of one of its fragments has it; throws [ApiException] if its
  /// frames are compressed or encrypted once more there, which the configurations of decoders do
  /// not tell.
  public static PlayableTrack under(StreamHeader header, PlayableTrack track) {
    var own = track.under(header);
    if (own.track().encoded()) {
      throw unsupported(own.track());
    }
    return own;
  }

  /// The frames of the tracks that are played, in the form of MP4; throws [ApiException] if one of
  /// them is damaged, or if frames in another form are refused.
  ///
  /// @param played the tracks that are played, as the fragment has them
  public ConvertedFrames convert(
      StoredFragment fragment, FrameTable frames, List<PlayableTrack> played) throws IOException {
    var converted =
        annexB == Leniency.ACCEPT
            ? ConvertedFrames.of(fragment, frames, played)
            : Optional.<ConvertedFrames>empty();
    return converted.orElseThrow(
        () ->
            ApiError.INVALID_MEDIA_FRAME.because(
                "A frame of fragment %s is not made of NAL units."
                    .formatted(fragment.metadata().number())));
  }

  private static int find(StreamHeader header, int type, int usualNumber) {
    int found = -1;
    for (int index = header.tracks().size() - 1; index >= 0; index--) {
      var track = header.tracks().get(index);
      if (track.type() == type) {
        if (track.number() == usualNumber) {
          return index;
        }
        found = index;
      }
    }
    return found;
  }

  private Optional<PlayableTrack> playable(
      StreamHeader header, int index, Container container, KeyFrames keyFrames) throws IOException {
    if (index < 0) {
      return Optional.empty();
    }
    var track = header.tracks().get(index);
    var codec =
        codec(track, keyFrames, index)
            .filter(known -> carries(container, known))
            .orElseThrow(() -> unsupported(track));
    return Optional.of(PlayableTrack.of(header, index, codec));
  }

  /// How the track is coded; empty if no container carries it.
  private Optional<TrackCodec> codec(Track track, KeyFrames keyFrames, int index)
      throws IOException {
    try {
      return TrackCodec.of(track);
    } catch (MalformedMediaException malformed) {
      if (track.codecPrivate().length == 0) {
        if (annexB == Leniency.REFUSE) {
          throw missing(track);
        }
        return Optional.of(
            ofKeyFrame(track, keyFrames.first(index)).orElseThrow(() -> missing(track)));
      }
      throw invalid(track, String.valueOf(malformed.getMessage()));
    }
  }

  private static Optional<TrackCodec> ofKeyFrame(Track track, Optional<byte[]> keyFrame) {
    var configuration =
        keyFrame
            .map(
                frame ->
                    AnnexB.isStartCode(frame)
                        ? AnnexB.split(frame)
                        : NalUnits.split(frame, AnnexB.LENGTH_BYTES))
            .flatMap(units -> ParameterSets.configuration(track, units));
    try {
      return configuration.isEmpty()
          ? Optional.empty()
          : TrackCodec.of(track.withCodecPrivate(configuration.get()));
    } catch (MalformedMediaException _) {
      return Optional.empty();
    }
  }

  private static boolean carries(Container container, TrackCodec codec) {
    return switch (container) {
      case MP4_CLIP, DASH, HLS_FMP4 -> true;
      // Players of HLS take H.265 in MP4 only.
      case HLS_TS -> TsSegment.carries(codec) && !(codec instanceof TrackCodec.Hevc);
    };
  }

  private static ApiException unsupported(Track track) {
    return ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE.because(
        "Track %d has codec %s%s, which is not supported here."
            .formatted(
                track.number(),
                Codecs.describe(track).summary(),
                track.encoded() ? " with ContentEncodings" : ""));
  }

  static ApiException invalid(Track track, String why) {
    return ApiError.INVALID_CODEC_PRIVATE_DATA.because(
        "Invalid codec private data in fragment for track %d: %s".formatted(track.number(), why));
  }

  private static ApiException missing(Track track) {
    return ApiError.MISSING_CODEC_PRIVATE_DATA.because(
        "Missing codec private data in fragment for track %d.".formatted(track.number()));
  }
}
