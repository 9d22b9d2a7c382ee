package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What has to be decoded before a fragment whose first frames refer to earlier ones: muxers that
/// cut by the clock begin Clusters anywhere, and open groups of pictures refer across a key frame.
/// It is the end of the fragments before, from a key frame on.
///
/// @param videos the fragments, the earliest first
/// @param first place of the key frame in the earliest one
record LeadIn(List<StoredVideo> videos, int first) implements AutoCloseable {
  /// Fragments that are looked at, at most. FFmpeg cuts a Cluster every 32 KiB when it writes to a
  /// pipe, and a key frame every 250 frames is its usual.
  static final int FRAGMENTS_MAX = 256;

  private static final LeadIn NONE = new LeadIn(List.of(), 0);

  /// The lead-in of a fragment; nothing if there is no key frame near, or if it was lost.
  static LeadIn of(
      FragmentMetadata fragment, FragmentStore store, ReadScope scope, StreamHeaders headers)
      throws IOException {
    var videos = new ArrayList<StoredVideo>();
    boolean found = false;
    try {
      var next = fragment;
      while (videos.size() < FRAGMENTS_MAX) {
        var video = before(next, store, scope, headers);
        if (video.isEmpty()) {
          return NONE;
        }
        videos.addFirst(video.get());
        next = video.get().fragment();
        int key = video.get().picker().lastKeyDecoded();
        if (key >= 0) {
          found = true;
          return new LeadIn(List.copyOf(videos), key);
        }
      }
      return NONE;
    } finally {
      if (!found) {
        videos.forEach(video -> video.stored().close());
      }
    }
  }

  /// The fragment that another one continues, opened.
  private static Optional<StoredVideo> before(
      FragmentMetadata next, FragmentStore store, ReadScope scope, StreamHeaders headers)
      throws IOException {
    var row = store.at(scope, next.continuity().ordinal() - 1);
    if (row.isEmpty() || !leadsTo(row.get(), next)) {
      return Optional.empty();
    }
    var opened = store.open(row.get());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredVideo> video = Optional.empty();
    try {
      video = StoredVideo.in(opened.get(), headers);
      return video;
    } catch (MalformedMediaException _) {
      // Without it, the decoder does what it can.
      return video;
    } finally {
      if (video.isEmpty()) {
        opened.get().close();
      }
    }
  }

  private static boolean leadsTo(FragmentMetadata before, FragmentMetadata next) {
    long gapMs = next.playedFromMs(TimeAxis.PRODUCER) - before.playedToMs(TimeAxis.PRODUCER);
    return before.presentation().configuration() == next.presentation().configuration()
        && Math.abs(gapMs) <= Continuity.GAP_MS;
  }

  @Override
  public void close() {
    videos.forEach(video -> video.stored().close());
  }
}
