package io.kinora.server.image;

import io.kinora.media.matroska.FrameTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;

/// Finds frames of one track of a fragment by the time they are shown, and what has to be decoded
/// for them.
final class FramePicker {
  private static final long NANOS_PER_MS = 1_000_000;

  private final FrameTable frames;
  private final long timestampScaleNs;

  /// Rows of the track in the order of the Cluster, which is decode order.
  private final int[] rows;

  /// Places in [#rows] of frames that are shown, in the order they are shown.
  private final Integer[] shown;

  /// @param track index into the tracks of the stream header
  FramePicker(FrameTable frames, int track, long timestampScaleNs) {
    this.frames = frames;
    this.timestampScaleNs = timestampScaleNs;
    var ofTrack = new int[frames.count()];
    int count = 0;
    for (int row = 0; row < frames.count(); row++) {
      if (frames.track(row) == track) {
        ofTrack[count++] = row;
      }
    }
    this.rows = Arrays.copyOf(ofTrack, count);
    var visible = new ArrayList<Integer>(count);
    for (int place = 0; place < count; place++) {
      if (!frames.invisible(rows[place])) {
        visible.add(place);
      }
    }
    visible.sort(Comparator.comparingInt(this::time));
    this.shown = visible.toArray(Integer[]::new);
  }

  /// Whether there is no frame to show.
  boolean isEmpty() {
    return shown.length == 0;
  }

  /// The frame on the screen at that time: the last one that is shown by then, or the first of all.
  ///
  /// @param afterStartMs milliseconds after the timestamp of the Cluster
  /// @return its place among the frames of the track, in decode order
  int at(long afterStartMs) {
    int low = 0;
    int high = shown.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      // A tick is up to 2^63 ns long, so it is the milliseconds that become ticks.
      if (time(shown[middle]) <= ticks(afterStartMs)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return shown[Math.max(low - 1, 0)];
  }

  /// The key frame that is shown last; the first frame if none says to be one.
  int lastKey() {
    for (int i = shown.length - 1; i >= 0; i--) {
      if (frames.key(rows[shown[i]])) {
        return shown[i];
      }
    }
    return shown[0];
  }

  /// The key frame that is decoded last; negative if no frame says to be one.
  int lastKeyDecoded() {
    int place = rows.length - 1;
    while (place >= 0 && !key(place)) {
      place--;
    }
    return place;
  }

  /// How many frames the track has.
  int count() {
    return rows.length;
  }

  /// Whether frames before the first one are needed for one of these: it comes before the first key
  /// frame, or behind it but is shown before it.
  boolean needsLeadIn(Collection<Integer> wanted) {
    return wanted.stream()
        .anyMatch(
            place -> {
              int key = keyAtOrBefore(place);
              return key == 0 && (!key(0) || time(place) < time(0));
            });
  }

  int row(int place) {
    return rows[place];
  }

  boolean key(int place) {
    return frames.key(rows[place]);
  }

  /// When a frame is shown, in ticks after the timestamp of the Cluster.
  int time(int place) {
    return frames.time(rows[place]);
  }

  /// Frames that follow each other in the Cluster.
  ///
  /// @param first place of the first one
  /// @param last place of the last one
  record Run(int first, int last) {}

  /// What has to be decoded for these frames, in decode order: runs that begin with key frames,
  /// with gaps between them.
  List<Run> runs(NavigableSet<Integer> wanted) {
    var lastByFirst = new TreeMap<Integer, Integer>();
    wanted.forEach(place -> lastByFirst.merge(decodingStart(place), place, Math::max));
    var runs = new ArrayList<Run>();
    lastByFirst.forEach(
        (first, last) -> {
          if (!runs.isEmpty() && first <= runs.getLast().last() + 1) {
            var before = runs.removeLast();
            runs.add(new Run(before.first(), Math.max(before.last(), last)));
          } else {
            runs.add(new Run(first, last));
          }
        });
    return runs;
  }

  /// The key frame that decoding begins with to get a frame. One that comes behind a key frame but
  /// is shown before it may refer to frames before that, so it needs the key frame before, too.
  private int decodingStart(int place) {
    int key = keyAtOrBefore(place);
    return time(place) < time(key) && key > 0 ? keyAtOrBefore(key - 1) : key;
  }

  private int keyAtOrBefore(int place) {
    int key = place;
    while (key > 0 && !key(key)) {
      key--;
    }
    return key;
  }

  private long ticks(long ms) {
    return Math.floorDiv(Math.multiplyExact(ms, NANOS_PER_MS), timestampScaleNs);
  }
}
