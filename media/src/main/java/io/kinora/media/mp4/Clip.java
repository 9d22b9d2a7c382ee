package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.ClipLayout.Section;
import io.kinora.media.sample.PlayableTrack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An ordinary MP4 of any number of fragments: `ftyp`, `moov`, `mdat`, with the frames of each
/// track of each fragment as one chunk.
///
/// The fragments are gone through once to learn how large everything is. From then on any range of
/// the file can be written: the tables of the `moov` are made again from the frame tables each
/// time, and what is remembered are at most [#MAX_CHECKPOINTS] places to begin from, however long
/// the clip is. A clip may be written several times, but not at the same time.
///
/// @param <F> fragments as their owner has them
public final class Clip<F extends ClipFragment> {
  /// Most places in the clip that are remembered.
  static final int MAX_CHECKPOINTS = 256;

  private final ClipSource<F> source;
  private final List<ClipState> checkpoints = new ArrayList<>();
  private final ClipState whole;
  private final ClipLayout layout;
  private long stride = 1;

  private Clip(List<PlayableTrack> tracks, ClipClock clock, ClipSource<F> source)
      throws MalformedMediaException {
    this.source = source;
    var state = new ClipState(clock, tracks.stream().map(ClipTrack::new).toList());
    var fragments = source.from(0);
    while (fragments.hasNext()) {
      remember(state);
      for (var chunk : state.place(fragments.next())) {
        state.add(chunk);
      }
    }
    this.whole = state;
    this.layout = ClipLayout.of(state);
  }

  /// Goes through the fragments.
  ///
  /// @param tracks of the first fragment; other fragments have them by the same numbers and with
  ///     the same configuration, or not at all. Chunks are in their order
  public static <F extends ClipFragment> Clip<F> of(
      List<PlayableTrack> tracks, ClipClock clock, ClipSource<F> source)
      throws MalformedMediaException {
    return new Clip<>(tracks, clock, source);
  }

  /// Octets of the file.
  public long length() {
    return layout.length();
  }

  /// Milliseconds that it plays.
  public long durationMs() {
    return layout.durationMs();
  }

  /// Writes the octets from one up to another.
  public void write(long from, long to, ClipSink<F> sink)
      throws IOException, MalformedMediaException {
    if (from < 0 || from > to || to > length()) {
      throw new IndexOutOfBoundsException("octets " + from + " to " + to + " of " + length());
    }
    var out = new RangeWriter<>(from, to, sink);
    for (var section : layout.sections()) {
      if (section.start() + section.length() <= from || out.done()) {
        continue;
      }
      switch (section) {
        case Section.Fixed(long start, byte[] octets) -> {
          out.standAt(start);
          out.octets(octets);
        }
        case Section.Table table -> write(table, from, out);
        case Section.Media media -> write(media, from, out);
      }
    }
    out.flush();
  }

  private void write(Section.Table section, long from, RangeWriter<F> out)
      throws IOException, MalformedMediaException {
    var table = section.table();
    int rowBytes = table.rowBytes(layout.wideOffsets());
    int reorderDelay = whole.tracks.get(section.track()).reorderDelay;
    ClipTable.Rows rows = rows(out);
    long firstRow = Math.max(0, from - section.start()) / rowBytes;
    var state = checkpoints.getFirst();
    for (var later : checkpoints) {
      state = table.rows(later.tracks.get(section.track())) <= firstRow ? later : state;
    }
    state = state.copy();
    var track = state.tracks.get(section.track());
    out.standAt(section.start() + table.rows(track) * rowBytes);
    var fragments = source.from(state.fragments);
    while (fragments.hasNext() && !out.done()) {
      for (var chunk : state.place(fragments.next())) {
        if (chunk.track() == track) {
          table.write(chunk, layout.mediaStart() + state.mediaBytes, reorderDelay, rows);
        }
        state.add(chunk);
      }
    }
    if (table == ClipTable.TIMES && !out.done()) {
      rows.pair(1, track.lastDuration(track.end()));
    }
  }

  private void write(Section.Media section, long from, RangeWriter<F> out)
      throws IOException, MalformedMediaException {
    long firstByte = Math.max(0, from - section.start());
    var state = checkpoints.getFirst();
    for (var later : checkpoints) {
      state = later.mediaBytes <= firstByte ? later : state;
    }
    state = state.copy();
    out.standAt(section.start() + state.mediaBytes);
    var fragments = source.from(state.fragments);
    while (fragments.hasNext() && !out.done()) {
      F fragment = fragments.next();
      for (var chunk : state.place(fragment)) {
        var samples = chunk.samples();
        samples.slices(0, samples.count(), (offset, size) -> out.slice(fragment, offset, size));
        state.add(chunk);
      }
    }
  }

  private ClipTable.Rows rows(RangeWriter<F> out) {
    boolean wide = layout.wideOffsets();
    return new ClipTable.Rows() {
      @Override
      public void number(long value) throws IOException {
        out.u32(value);
      }

      @Override
      public void offset(long value) throws IOException {
        if (wide) {
          out.u64(value);
        } else {
          out.u32(value);
        }
      }
    };
  }

  /// Every fragment at first; when there are too many, every second of them.
  private void remember(ClipState state) {
    if (state.fragments % stride != 0) {
      return;
    }
    if (checkpoints.size() == MAX_CHECKPOINTS) {
      stride *= 2;
      checkpoints.removeIf(checkpoint -> checkpoint.fragments % stride != 0);
      if (state.fragments % stride != 0) {
        return;
      }
    }
    checkpoints.add(state.copy());
  }
}
