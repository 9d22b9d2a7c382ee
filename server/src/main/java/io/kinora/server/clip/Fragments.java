package io.kinora.server.clip;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.api.ApiException;
import io.kinora.server.playback.CodecGate;
import io.kinora.server.playback.Container;
import io.kinora.server.playback.ConvertedFrames;
import io.kinora.server.playback.PlayableTracks;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoredFragment;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Stored fragments as a clip needs them.
final class Fragments {
  private final FragmentStore store;
  private final StreamHeaders headers;
  private final CodecGate gate;

  Fragments(FragmentStore store, StreamHeaders headers, CodecGate gate) {
    this.store = store;
    this.headers = headers;
    this.gate = gate;
  }

  StoredFragment open(FragmentMetadata row) throws IOException {
    return store.open(row).orElseThrow(() -> new FragmentGoneException(row.number()));
  }

  /// The tracks of a fragment; throws [ApiException] if they cannot be played.
  PlayableTracks tracks(FragmentMetadata row) throws IOException {
    try (var fragment = open(row)) {
      var header = headers.read(fragment.header());
      return gate.tracks(header, Container.MP4_CLIP, track -> firstKeyFrame(fragment, track));
    }
  }

  /// A fragment without its media; throws [ApiException] if it cannot be in the clip.
  ///
  /// @param tracks those of the clip
  /// @param work is told octets of memory that it takes to convert frames, before any is
  Footage footage(
      FragmentMetadata row, TimeAxis axis, List<PlayableTrack> tracks, LongConsumer work)
      throws IOException {
    try (var fragment = open(row)) {
      var header = headers.read(fragment.header());
      var frames = FrameTable.decode(fragment.frameTable());
      var own = own(header, tracks);
      if (!ConvertedFrames.areNeeded(frames, own)) {
        return new Footage(row, header, frames, Optional.empty(), row.timeMs(axis));
      }
      work.accept(ConvertedFrames.workBytes(frames));
      var converted = gate.convert(fragment, frames, own);
      return new Footage(row, header, converted.frames(), Optional.of(converted), row.timeMs(axis));
    }
  }

  /// The tracks of the clip as a fragment has them.
  private static List<PlayableTrack> own(StreamHeader header, List<PlayableTrack> tracks) {
    return tracks.stream().map(track -> CodecGate.under(header, track)).toList();
  }

  private static Optional<byte[]> firstKeyFrame(StoredFragment fragment, int track)
      throws IOException {
    var frames = FrameTable.decode(fragment.frameTable());
    for (int row = 0; row < frames.count(); row++) {
      if (frames.track(row) == track && frames.key(row)) {
        return Optional.of(ConvertedFrames.frame(fragment, frames, row));
      }
    }
    return Optional.empty();
  }
}
