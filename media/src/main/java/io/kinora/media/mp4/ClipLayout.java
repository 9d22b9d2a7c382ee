package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import java.util.ArrayList;
import java.util.List;

/// What stands where in the file of a clip: `ftyp`, `moov` and `mdat`, as octets that are here and
/// tables that are written fragment by fragment.
final class ClipLayout {
  /// Most octets of all tables.
  static final long MAX_TABLE_BYTES = 1L << 31;

  private static final long MAX_32 = 0xFFFFFFFFL;
  private static final int ONE_16_16 = 0x00010000;
  private static final int MS_PER_SECOND = TrackBox.MOVIE_TIMESCALE;

  /// A stretch of the file.
  sealed interface Section {
    long start();

    long length();

    /// Octets that are here.
    record Fixed(long start, byte[] octets) implements Section {
      @Override
      public long length() {
        return octets.length;
      }
    }

    /// A table of a track.
    record Table(long start, long length, int track, ClipTable table) implements Section {}

    /// The frames.
    record Media(long start, long length) implements Section {}
  }

  private final ClipState whole;
  private final boolean wideOffsets;
  private final boolean wideTimes;
  private final BoxWriter out = new BoxWriter();
  private final List<Section> sections = new ArrayList<>();
  private long length;
  private int cut;

  private ClipLayout(ClipState whole, boolean wideOffsets) {
    this.whole = whole;
    this.wideOffsets = wideOffsets;
    long longest = 0;
    for (var track : whole.tracks) {
      longest = Math.max(longest, Math.max(track.duration(), movieDuration(track)));
    }
    this.wideTimes = longest > MAX_32;
    header();
    fill();
  }

  /// The layout of a clip that came to its end.
  static ClipLayout of(ClipState whole) throws MalformedMediaException {
    long tableBytes = 0;
    long most = 0;
    for (var track : whole.tracks) {
      most = Math.max(most, track.samples);
      for (var table : ClipTable.values()) {
        boolean written = table != ClipTable.SIZES || !track.track.hasUnitSamples();
        tableBytes += written ? table.rows(track) * table.rowBytes(true) : 0;
      }
    }
    if (most == 0) {
      throw new MalformedMediaException("clip without frames", 0);
    }
    if (tableBytes > MAX_TABLE_BYTES || most > MAX_32) {
      throw new MalformedMediaException(MediaFault.FRAGMENT_TOO_LARGE, "clip too long for MP4", 0);
    }
    var layout = new ClipLayout(whole, false);
    return layout.length() <= MAX_32 ? layout : new ClipLayout(whole, true);
  }

  List<Section> sections() {
    return sections;
  }

  boolean wideOffsets() {
    return wideOffsets;
  }

  /// Octets of the file.
  long length() {
    return length;
  }

  long durationMs() {
    return whole.tracks.stream().mapToLong(ClipLayout::movieDuration).max().orElse(0);
  }

  /// Where the frames begin.
  long mediaStart() {
    return sections.getLast().start();
  }

  private void header() {
    out.box("ftyp", () -> out.type("isom").u32(0).type("isomiso2avc1mp41"));
    out.box("moov", this::movie);
    out.head("mdat", whole.mediaBytes);
    endFixed();
    sections.add(new Section.Media(length, whole.mediaBytes));
    length += whole.mediaBytes;
  }

  private void movie() {
    TrackBox.movieHeader(durationMs(), whole.tracks.size() + 1, wideTimes, out);
    for (int i = 0; i < whole.tracks.size(); i++) {
      int index = i;
      if (whole.tracks.get(i).started()) {
        out.box("trak", () -> track(index));
      }
    }
  }

  private void track(int index) {
    var track = whole.tracks.get(index);
    TrackBox.trackHeader(track.track, index + 1, movieDuration(track), wideTimes, out);
    edits(track);
    TrackBox.media(track.track, track.duration(), wideTimes, out, () -> tables(index));
  }

  /// The track begins later than the clip, or with what is not to be played, or is delayed because
  /// its frames are reordered.
  private void edits(ClipTrack track) {
    long gap = gapMs(track);
    long skipped = skipped(track);
    if (gap == 0 && skipped == 0) {
      return;
    }
    out.box(
        "edts",
        () ->
            out.box(
                "elst",
                wideTimes ? 1 : 0,
                0,
                () -> {
                  out.u32(gap > 0 ? 2 : 1);
                  if (gap > 0) {
                    edit(gap, -1);
                  }
                  edit(movieDuration(track) - gap, skipped);
                }));
  }

  private void edit(long durationMs, long mediaTime) {
    if (wideTimes) {
      out.u64(durationMs).u64(mediaTime);
    } else {
      out.u32(durationMs).u32(mediaTime);
    }
    out.u32(ONE_16_16);
  }

  private static long gapMs(ClipTrack track) {
    return Math.max(0, ms(track, track.firstTime));
  }

  /// Ticks of the media that are before what is played.
  private static long skipped(ClipTrack track) {
    return track.reorderDelay + Math.max(0, -track.firstTime);
  }

  private static long movieDuration(ClipTrack track) {
    long played = track.duration() - Math.max(0, -track.firstTime);
    return gapMs(track) + Math.max(0, ms(track, played));
  }

  private static long ms(ClipTrack track, long ticks) {
    int perSecond = track.track.timescale().perSecond();
    return Math.floorDiv(ticks * MS_PER_SECOND + perSecond / 2, (long) perSecond);
  }

  private void tables(int index) {
    var track = whole.tracks.get(index);
    boolean unitSamples = track.track.hasUnitSamples();
    table("stts", index, ClipTable.TIMES, track.timeRows + 1);
    if (track.reorderDelay > 0) {
      table("ctts", index, ClipTable.COMPOSITION_OFFSETS, track.offsetRows);
    }
    if (track.keys < track.samples && track.track.isVideo()) {
      table("stss", index, ClipTable.KEYS, track.keys);
    }
    if (unitSamples) {
      int unitBytes = track.track.unitBytes();
      out.box("stsz", 0, 0, () -> out.u32(unitBytes).u32(track.samples));
    } else {
      out.box(
          "stsz",
          0,
          0,
          () -> {
            out.u32(0).u32(track.samples);
            rows(index, ClipTable.SIZES, track.samples);
          });
    }
    table("stsc", index, ClipTable.CHUNKS, track.chunks);
    table(wideOffsets ? "co64" : "stco", index, ClipTable.CHUNK_OFFSETS, track.chunks);
  }

  private void table(String type, int index, ClipTable table, long rows) {
    out.box(
        type,
        0,
        0,
        () -> {
          out.u32(rows);
          rows(index, table, rows);
        });
  }

  private void rows(int index, ClipTable table, long rows) {
    long bytes = rows * table.rowBytes(wideOffsets);
    endFixed();
    out.elsewhere(bytes);
    sections.add(new Section.Table(length, bytes, index, table));
    length += bytes;
  }

  /// What was written since the last cut is one stretch. Its octets are taken when all sizes are
  /// known.
  private void endFixed() {
    sections.add(new Section.Fixed(length, new byte[out.length() - cut]));
    length += out.length() - cut;
    cut = out.length();
  }

  private void fill() {
    byte[] octets = out.toByteArray();
    int at = 0;
    for (var section : sections) {
      if (section instanceof Section.Fixed(_, byte[] fixed)) {
        System.arraycopy(octets, at, fixed, 0, fixed.length);
        at += fixed.length;
      }
    }
  }
}
