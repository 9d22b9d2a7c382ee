package io.kinora.server.clip;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.playback.PlayableTracks;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The tracks of a clip: those of its first fragment, which all others must have too. An MP4 file
/// has one decoder configuration a track.
final class ClipTracks {
  private ClipTracks() {}

  /// Throws [ApiException] if a fragment cannot be played, or not with the first one. Fragments
  /// whose decoders are set up alike are looked at once.
  static List<PlayableTrack> of(List<FragmentMetadata> rows, Fragments fragments)
      throws IOException {
    var first = fragments.tracks(rows.getFirst());
    var seen = new HashSet<>(List.of(rows.getFirst().presentation().configuration()));
    for (var row : rows) {
      if (seen.add(row.presentation().configuration())) {
        checkAlike(first, fragments.tracks(row), row);
      }
    }
    return first.all();
  }

  private static void checkAlike(PlayableTracks first, PlayableTracks other, FragmentMetadata row) {
    checkAlike(first.video(), other.video(), "video", row);
    checkAlike(first.audio(), other.audio(), "audio", row);
  }

  private static void checkAlike(
      Optional<PlayableTrack> first,
      Optional<PlayableTrack> other,
      String type,
      FragmentMetadata row) {
    if (first.isEmpty() && other.isEmpty()) {
      return;
    }
    if (first.isEmpty()
        || other.isEmpty()
        || first.get().track().number() != other.get().track().number()
        || !isSameCodec(first.get().codec(), other.get().codec())) {
      throw ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE.because(
          "The %s track of fragment %s is another than that of the first fragment."
              .formatted(type, row.number()));
    }
    if (!isSameConfiguration(first.get().codec(), other.get().codec())) {
      throw ApiError.INVALID_CODEC_PRIVATE_DATA.because(
          "Codec private data of track %d in fragment %s differs from that of the first fragment."
              .formatted(other.get().track().number(), row.number()));
    }
  }

  private static boolean isSameCodec(TrackCodec first, TrackCodec other) {
    return first instanceof TrackCodec.G711(var format)
        ? other instanceof TrackCodec.G711(var its) && its.formatTag() == format.formatTag()
        : first.getClass() == other.getClass();
  }

  private static boolean isSameConfiguration(TrackCodec first, TrackCodec other) {
    return switch (first) {
      case TrackCodec.G711 g711 -> g711.equals(other);
      case TrackCodec.Avc _, TrackCodec.Hevc _, TrackCodec.Aac _ ->
          Arrays.equals(configuration(first), configuration(other));
    };
  }

  private static byte[] configuration(TrackCodec codec) {
    return switch (codec) {
      case TrackCodec.Avc(_, byte[] avcC) -> avcC;
      case TrackCodec.Hevc(_, byte[] hvcC) -> hvcC;
      case TrackCodec.Aac(_, byte[] config) -> config;
      case TrackCodec.G711 _ -> new byte[0];
    };
  }
}
