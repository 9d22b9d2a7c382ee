package io.kinora.server.playback.session;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.playback.CodecGate;
import io.kinora.server.playback.Container;
import io.kinora.server.playback.ConvertedFrames;
import io.kinora.server.playback.KeyFrames;
import io.kinora.server.playback.PlayableTracks;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Stored fragments as players need them. Safe for all threads; may block on the disk.
public final class Fragments {
  /// Configurations whose tracks are remembered.
  private static final int CONFIGURATIONS_MAX = 1024;

  private final FragmentStore store;
  private final StreamHeaders headers;
  private final Recent<Configuration, PlayableTracks> known = new Recent<>(CONFIGURATIONS_MAX);

  private record Configuration(long streamId, long fingerprint, Container container) {}

  public Fragments(FragmentStore store, StreamHeaders headers) {
    this.store = store;
    this.headers = headers;
  }

  /// The tracks of a fragment; throws [ApiException] if it has none that the container can carry.
  public PlayableTracks tracks(FragmentMetadata row, Container container) throws IOException {
    var configuration =
        new Configuration(row.streamId(), row.presentation().configuration(), container);
    var remembered = known.find(configuration);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    PlayableTracks tracks;
    try (var fragment = open(row)) {
      var header = headers.read(fragment.header());
      tracks = CodecGate.tracks(header, container, keyFrames(fragment));
    }
    known.put(configuration, tracks);
    return tracks;
  }

  /// Whether a session with these tracks can play a fragment.
  boolean plays(TrackSet tracks, FragmentMetadata row) throws IOException {
    try {
      return TrackSet.of(tracks(row, Container.DASH)).equals(tracks);
    } catch (ApiException _) {
      return false;
    }
  }

  /// The samples of a track of a fragment.
  SampleTable samples(FragmentMetadata row, PlayableTrack track) throws IOException {
    try (var fragment = open(row)) {
      return SampleTable.of(track, FrameTable.decode(fragment.frameTable()));
    } catch (MalformedMediaException malformed) {
      throw unplayable(row, malformed);
    }
  }

  /// A track of a fragment as MP4 wants it.
  ///
  /// @param converted what the samples lie in, if it is not the Cluster
  record Media(SampleTable samples, Optional<ConvertedFrames> converted) {}

  /// A track of a fragment for MP4. NAL units that were sent behind start codes get lengths.
  ///
  /// @param room for what it takes to convert them
  Media media(FragmentMetadata row, PlayableTrack track, ReplyMemory.Room room) throws IOException {
    try (var fragment = open(row)) {
      var frames = FrameTable.decode(fragment.frameTable());
      if (!ConvertedFrames.areNeeded(frames, index -> index == track.index())) {
        return new Media(SampleTable.of(track, frames), Optional.empty());
      }
      room.hold(ConvertedFrames.workBytes(frames));
      var converted =
          ConvertedFrames.of(fragment, frames, index -> index == track.index())
              .orElseThrow(
                  () ->
                      ApiError.INVALID_MEDIA_FRAME.because(
                          "A frame of fragment %s is not made of NAL units."
                              .formatted(row.number())));
      return new Media(SampleTable.of(track, converted.frames()), Optional.of(converted));
    } catch (MalformedMediaException malformed) {
      throw unplayable(row, malformed);
    }
  }

  /// Whether a track of a fragment has to be converted for MP4.
  boolean isConverted(FragmentMetadata row, PlayableTrack track) throws IOException {
    try (var fragment = open(row)) {
      var frames = FrameTable.decode(fragment.frameTable());
      return ConvertedFrames.areNeeded(frames, index -> index == track.index());
    }
  }

  /// When a track of a fragment begins, in milliseconds after the fragment; may be negative.
  long startMs(FragmentMetadata row, PlayableTrack track) throws IOException {
    return Math.round(samples(row, track).start() * 1000.0 / track.timescale().perSecond());
  }

  /// Opens a fragment; throws [ApiException] if it was trimmed.
  StoredFragment open(FragmentMetadata row) throws IOException {
    return store.open(row).orElseThrow(Fragments::gone);
  }

  private static KeyFrames keyFrames(StoredFragment fragment) {
    return track -> {
      var frames = FrameTable.decode(fragment.frameTable());
      for (int row = 0; row < frames.count(); row++) {
        if (frames.track(row) == track && frames.key(row)) {
          var octets = ByteBuffer.allocate(frames.size(row));
          fragment.read(frames.offset(row), octets);
          return Optional.of(octets.array());
        }
      }
      return Optional.empty();
    };
  }

  /// The error for what a session had, or never had.
  public static ApiException gone() {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The requested fragment is not in the streaming session, or no longer stored.");
  }

  static ApiException unplayable(FragmentMetadata row, MalformedMediaException malformed) {
    return ApiError.INVALID_MEDIA_FRAME.because(
        "Fragment %s cannot be played: %s".formatted(row.number(), malformed.getMessage()));
  }
}
