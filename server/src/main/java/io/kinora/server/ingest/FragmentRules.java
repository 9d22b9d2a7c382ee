package io.kinora.server.ingest;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.server.config.Leniency;
import java.util.Optional;

/// What Kinesis Video Streams demands of a session's Matroska beyond its being Matroska: the number
/// of tracks, the order and length of fragments, frames for every track.
///
/// Times are compared in ticks of the session's TimestampScale. One instance a session.
final class FragmentRules {
  private final IngestConfig config;
  private int tracks;
  private long maxTicks;
  private long previousTimecode;
  private long previousLastFrame;
  private long timecode;
  private boolean first;
  private int checkedFrames;

  FragmentRules(IngestConfig config) {
    this.config = config;
  }

  /// A header epoch begins: the order of fragments starts anew.
  Optional<IngestError> header(StreamHeader header) {
    tracks = header.tracks().size();
    maxTicks = config.maxFragmentDuration().toNanos() / header.timestampScaleNs();
    first = true;
    return tracks > config.maxTracks()
        ? Optional.of(IngestError.MORE_THAN_ALLOWED_TRACKS_FOUND)
        : Optional.empty();
  }

  /// A fragment begins.
  Optional<IngestError> timecode(long ticks) {
    boolean ordered = first || ticks > previousTimecode;
    timecode = ticks;
    checkedFrames = 0;
    return ordered
        ? Optional.empty()
        : Optional.of(IngestError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS);
  }

  /// Checks the frames that arrived since the last call. None is further from the start of its
  /// Cluster than a fragment may be long, on either side, whatever the unit: the index keeps the
  /// longest duration that it was ever given.
  Optional<IngestError> frames(FrameTable frames) {
    for (; checkedFrames < frames.count(); checkedFrames++) {
      if (frames.track(checkedFrames) == FrameTable.UNKNOWN_TRACK) {
        return Optional.of(IngestError.TRACK_NUMBER_MISMATCH);
      }
      int ticks = frames.time(checkedFrames);
      if (Math.abs((long) ticks) > maxTicks) {
        return Optional.of(IngestError.MAX_FRAGMENT_DURATION_REACHED);
      }
      if (!first && isTooEarly(timecode + ticks)) {
        return Optional.of(IngestError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS);
      }
    }
    return Optional.empty();
  }

  /// The fragment is complete and has at least one frame.
  Optional<IngestError> complete(FrameTable frames) {
    previousTimecode = timecode;
    previousLastFrame = timecode + frames.maxTime();
    first = false;
    return config.missingTrack() == Leniency.REFUSE && lacksTrack(frames)
        ? Optional.of(IngestError.FRAMES_MISSING_FOR_TRACK)
        : Optional.empty();
  }

  private boolean isTooEarly(long ticks) {
    return config.strictTimecodes() ? ticks <= previousLastFrame : ticks < previousTimecode;
  }

  private boolean lacksTrack(FrameTable frames) {
    long seen = 0;
    for (int i = 0; i < frames.count(); i++) {
      seen |= 1L << frames.track(i);
    }
    return Long.bitCount(seen) < tracks;
  }
}
