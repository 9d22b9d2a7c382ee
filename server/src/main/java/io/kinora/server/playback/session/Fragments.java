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
import java.util.List;
import java.util.Optional;

/// Stored fragments as players need them. Safe for all threads; may block on the disk.
public final class Fragments {
  /// Configurations whose tracks are remembered.
  private static final int CONFIGURATIONS_MAX = 512;

  private final FragmentStore store;
  private final StreamHeaders headers;
  private final CodecGate gate;
  private final Recent<Configuration, Known> known = new Recent<>(CONFIGURATIONS_MAX);

  private record Configuration(long streamId, long fingerprint, Container container) {
    static Configuration of(FragmentMetadata row, Container container) {
      return new Configuration(row.streamId(), row.presentation().configuration(), container);
    }
  }

  /// What fragments with one configuration have in common.
  ///
  /// @param tracks absent where the configuration is not in the stream header but in the frames of
  ///     each fragment, and where the header is too long to be remembered
  private record Known(TrackSet set, Optional<PlayableTracks> tracks) {}

  public Fragments(FragmentStore store, StreamHeaders headers, CodecGate gate) {
    this.store = store;
    this.headers = headers;
    this.gate = gate;
  }

  /// The tracks of a fragment; throws [ApiException] if it has none that the container can carry.
  public PlayableTracks tracks(FragmentMetadata row, Container container) throws IOException {
    var remembered = known.find(Configuration.of(row, container)).flatMap(Known::tracks);
    return remembered.isPresent() ? remembered.get() : read(row, container);
  }

  private PlayableTracks read(FragmentMetadata row, Container container) throws IOException {
    try (var fragment = open(row)) {
      var keyFrames = new FirstKeyFrames(fragment);
      byte[] stored = fragment.header();
      var header = headers.read(stored);
      var tracks = gate.tracks(header, container, keyFrames).onClocksOfCodecs();
      boolean remembers =
          !keyFrames.wereRead && stored.length <= StreamHeaders.REMEMBERED_BYTES_MAX;
      known.put(
          Configuration.of(row, container),
          new Known(TrackSet.of(tracks), remembers ? Optional.of(tracks) : Optional.empty()));
      return tracks;
    }
  }

  /// Whether a session with these tracks can play a fragment.
  boolean plays(TrackSet tracks, FragmentMetadata row) throws IOException {
    var remembered = known.find(Configuration.of(row, Container.DASH)).map(Known::set);
    try {
      return tracks.equals(
          remembered.isPresent() ? remembered.get() : TrackSet.of(read(row, Container.DASH)));
    } catch (ApiException _) {
      return false;
    }
  }

  /// The samples of a track of a fragment.
  SampleTable samples(FragmentMetadata row, PlayableTrack track) throws IOException {
    try (var fragment = open(row)) {
      return played(row, own(fragment, track), FrameTable.decode(fragment.frameTable()));
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
      var own = own(fragment, track);
      var frames = FrameTable.decode(fragment.frameTable());
      if (!ConvertedFrames.areNeeded(frames, List.of(own))) {
        return new Media(played(row, own, frames), Optional.empty());
      }
      room.hold(ConvertedFrames.workBytes(frames));
      var converted = gate.convert(fragment, frames, List.of(own));
      return new Media(played(row, own, converted.frames()), Optional.of(converted));
    } catch (MalformedMediaException malformed) {
      throw unplayable(row, malformed);
    }
  }

  /// The samples of a track of a fragment; empty if they have to be converted for MP4.
  Optional<SampleTable> unconverted(FragmentMetadata row, PlayableTrack track) throws IOException {
    try (var fragment = open(row)) {
      var own = own(fragment, track);
      var frames = FrameTable.decode(fragment.frameTable());
      return ConvertedFrames.areNeeded(frames, List.of(own))
          ? Optional.empty()
          : Optional.of(played(row, own, frames));
    } catch (MalformedMediaException malformed) {
      throw unplayable(row, malformed);
    }
  }

  /// When a track of a fragment begins, in milliseconds after the fragment; may be negative.
  long startMs(FragmentMetadata row, PlayableTrack track) throws IOException {
    return Math.round(samples(row, track).start() * 1000.0 / track.timescale().perSecond());
  }

  private static SampleTable played(FragmentMetadata row, PlayableTrack track, FrameTable frames)
      throws MalformedMediaException {
    return SampleTable.of(track, frames).playedFrom(row.presentation().startMs());
  }

  /// Opens a fragment; throws [ApiException] if it was trimmed.
  StoredFragment open(FragmentMetadata row) throws IOException {
    return store.open(row).orElseThrow(Fragments::gone);
  }

  /// A track as the fragment itself has it: others with the same configuration may count time in
  /// other units.
  private PlayableTrack own(StoredFragment fragment, PlayableTrack track) throws IOException {
    return CodecGate.under(headers.read(fragment.header()), track);
  }

  /// The key frames of a fragment, and whether anything was made of them.
  private static final class FirstKeyFrames implements KeyFrames {
    private final StoredFragment fragment;
    private boolean wereRead;

    FirstKeyFrames(StoredFragment fragment) {
      this.fragment = fragment;
    }

    @Override
    public Optional<byte[]> first(int track) throws IOException {
      wereRead = true;
      var frames = FrameTable.decode(fragment.frameTable());
      for (int row = 0; row < frames.count(); row++) {
        if (frames.track(row) == track && frames.key(row)) {
          return Optional.of(ConvertedFrames.frame(fragment, frames, row));
        }
      }
      return Optional.empty();
    }
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
