package io.kinora.server.clip;

import io.kinora.media.mp4.ClipSource;
import io.kinora.media.sample.PlayableTrack;
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

  private final Fragments fragments;
  private final TimeAxis axis;
  private final List<FragmentMetadata> rows;
  private final List<PlayableTrack> tracks;
  private final List<Footage> kept = new ArrayList<>();
  private int keptRows;

  StoredClip(
      Fragments fragments, TimeAxis axis, List<FragmentMetadata> rows, List<PlayableTrack> tracks) {
    this.fragments = fragments;
    this.axis = axis;
    this.rows = rows;
    this.tracks = tracks;
  }

  List<FragmentMetadata> rows() {
    return rows;
  }

  List<PlayableTrack> tracks() {
    return tracks;
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
      var footage = fragments.footage(rows.get(index), axis, tracks);
      int more = footage.frames().count();
      if (index == kept.size() && keptRows + more <= KEPT_ROWS_MAX) {
        kept.add(footage);
        keptRows += more;
      }
      return footage;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
