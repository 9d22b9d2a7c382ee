package io.kinora.server.playback;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.codec.WaveFormat;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import java.util.Optional;
import java.util.Set;

/// Which codecs AWS plays together, by container.
final class AwsCodecs {
  private enum Kind {
    NONE,
    AVC,
    HEVC,
    AAC,
    ALAW,
    MULAW
  }

  private record Pair(Kind video, Kind audio) {}

  private static final Pair AVC = new Pair(Kind.AVC, Kind.NONE);
  private static final Pair AVC_AAC = new Pair(Kind.AVC, Kind.AAC);
  private static final Pair AVC_ALAW = new Pair(Kind.AVC, Kind.ALAW);
  private static final Pair AVC_MULAW = new Pair(Kind.AVC, Kind.MULAW);
  private static final Pair HEVC = new Pair(Kind.HEVC, Kind.NONE);
  private static final Pair HEVC_AAC = new Pair(Kind.HEVC, Kind.AAC);
  private static final Pair AAC = new Pair(Kind.NONE, Kind.AAC);

  private AwsCodecs() {}

  /// Throws [ApiException] if AWS does not play these tracks in this container.
  static void check(PlayableTracks tracks, Container container) {
    var aac = tracks.audio().filter(AwsCodecs::hasRateOfNoTable);
    if (aac.isPresent()) {
      throw CodecGate.invalid(aac.get().track(), "its sampling rate is not one of the table");
    }
    var pair = new Pair(kind(tracks.video()), kind(tracks.audio()));
    if (!played(container).contains(pair)) {
      throw ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE.because(
          "Video %s with audio %s is not supported here.".formatted(pair.video(), pair.audio()));
    }
  }

  private static Set<Pair> played(Container container) {
    return switch (container) {
      case MP4_CLIP -> Set.of(AVC, AVC_AAC, AVC_ALAW, HEVC, HEVC_AAC);
      case DASH -> Set.of(AVC, AVC_AAC, AVC_ALAW, AVC_MULAW, HEVC, HEVC_AAC, AAC);
      case HLS_FMP4 -> Set.of(AVC, AVC_AAC, HEVC, HEVC_AAC, AAC);
      case HLS_TS -> Set.of(AVC, AVC_AAC, AAC);
    };
  }

  private static boolean hasRateOfNoTable(PlayableTrack track) {
    return track.codec() instanceof TrackCodec.Aac(var aac, _) && aac.explicitRate();
  }

  private static Kind kind(Optional<PlayableTrack> track) {
    if (track.isEmpty()) {
      return Kind.NONE;
    }
    return switch (track.get().codec()) {
      case TrackCodec.Avc _ -> Kind.AVC;
      case TrackCodec.Hevc _ -> Kind.HEVC;
      case TrackCodec.Aac _ -> Kind.AAC;
      case TrackCodec.G711(var format) ->
          format.formatTag() == WaveFormat.ALAW ? Kind.ALAW : Kind.MULAW;
    };
  }
}
