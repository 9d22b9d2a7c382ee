package io.kinora.server.clip;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.mp4.ClipSource;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

/// The fragments of a clip, whose frame tables are read from the store each time they are asked
/// for, except for the first ones, which are kept: a clip of minutes is read once, and one of a day
/// needs no more memory.
final class StoredClip implements ClipSource<Footage> {
  /// Rows of frame tables that are kept.
  static final int KEPT_ROWS_MAX = 1 << 18;

  /// Octets that a fragment takes: its row, and its footage if it is kept.
  private static final int FRAGMENT_BYTES = 512;

  /// Octets that a kept row takes, where frames are converted that of their new places among it.
  private static final int KEPT_ROW_BYTES = 3 * FrameTable.ROW_BYTES;

  private final Fragments fragments;
  private final TimeAxis axis;
  private final List<FragmentMetadata> rows;
  private final List<PlayableTrack> tracks;
  private final ReplyMemory.Room room;
  private final List<Footage> kept = new ArrayList<>();
  private int keptRows;
  private long workBytes;

  /// @param room for the rows and what is kept, held from now on
  StoredClip(
      Fragments fragments,
      TimeAxis axis,
      List<FragmentMetadata> rows,
      List<PlayableTrack> tracks,
      ReplyMemory.Room room) {
    this.fragments = fragments;
    this.axis = axis;
    this.rows = rows;
    this.tracks = tracks;
    this.room = room;
    hold();
  }

  List<FragmentMetadata> rows() {
    return rows;
  }

  TimeAxis axis() {
    return axis;
  }

  @Override
  public Iterator<Footage> from(long index) {
    return LongStream.range(index, rows.size()).mapToObj(at -> footage((int) at)).iterator();
  }

  private Footage footage(int index) {
    if (index < kept.size()) {
      return kept.get(index);
    }
    try {
      var footage = fragments.footage(rows.get(index), axis, tracks, this::work);
      int more = footage.frames().count();
      if (index == kept.size() && keptRows + more <= KEPT_ROWS_MAX) {
        kept.add(footage);
        keptRows += more;
        hold();
      }
      return footage;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A fragment that is converted needs so much.
  private void work(long bytes) {
    workBytes = Math.max(workBytes, bytes);
    hold();
  }

  private void hold() {
    room.hold((long) FRAGMENT_BYTES * rows.size() + (long) KEPT_ROW_BYTES * keptRows + workBytes);
  }
}
