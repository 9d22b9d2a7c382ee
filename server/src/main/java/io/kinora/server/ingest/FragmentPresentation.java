package io.kinora.server.ingest;

import io.kinora.media.matroska.FragmentDuration;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.live.LiveFragment;
import io.kinora.store.Presentation;

/// What the store keeps of a fragment for players.
final class FragmentPresentation {
  private static final long NANOS_PER_MS = 1_000_000;

  private FragmentPresentation() {}

  static Presentation of(FrameTable frames, StreamHeader header, LiveFragment.Identity identity) {
    int video = first(header, Track.VIDEO);
    int audio = first(header, Track.AUDIO);
    int videoMs = playbackMs(frames, header, video);
    boolean independent = isIndependent(frames, video);
    int earliestMs = startMs(frames, header, videoMs > 0 ? video : audio);
    int startMs = identity.startMs(earliestMs, independent);
    return new Presentation(
        identity.configuration(),
        startMs,
        videoMs > 0 ? Math.max(1, videoMs - (startMs - earliestMs)) : 0,
        playbackMs(frames, header, audio),
        independent);
  }

  private static int startMs(FrameTable frames, StreamHeader header, int track) {
    return FragmentDuration.startMs(frames, frames.count(), header, track);
  }

  /// Index of the first track of that type; -1 if there is none.
  private static int first(StreamHeader header, int type) {
    for (int i = 0; i < header.tracks().size(); i++) {
      if (header.tracks().get(i).type() == type) {
        return i;
      }
    }
    return -1;
  }

  private static int playbackMs(FrameTable frames, StreamHeader header, int track) {
    long ns =
        FragmentDuration.playbackNs(frames, header.timestampScaleNs(), header.tracks(), track);
    // The nearest millisecond: sums of many must not run away from the times in the media.
    return (int) Math.min(Math.ceilDiv(ns - NANOS_PER_MS / 2, NANOS_PER_MS), Integer.MAX_VALUE);
  }

  private static boolean isIndependent(FrameTable frames, int video) {
    for (int row = 0; row < frames.count(); row++) {
      if (frames.track(row) == video) {
        return frames.key(row);
      }
    }
    return true;
  }
}
