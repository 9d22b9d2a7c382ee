package io.kinora.media.mp4;

import io.kinora.media.sample.PlayableTrack;

/// What a player reads once before the media segments of a track: `ftyp` and a `moov` without
/// samples.
public final class InitSegment {
  private InitSegment() {}

  /// The octets.
  public static byte[] of(PlayableTrack track) {
    var out = new BoxWriter();
    out.box("ftyp", () -> out.type("iso6").u32(0).type("iso6cmf2mp41dash"));
    out.box(
        "moov",
        () -> {
          TrackBox.movieHeader(0, track.id() + 1, false, out);
          out.box(
              "trak",
              () -> {
                TrackBox.trackHeader(track, track.id(), 0, false, out);
                TrackBox.media(track, 0, false, out, () -> emptyTables(out));
              });
          out.box("mvex", () -> trackExtends(track, out));
        });
    return out.toByteArray();
  }

  private static void emptyTables(BoxWriter out) {
    out.box("stts", 0, 0, () -> out.u32(0));
    out.box("stsc", 0, 0, () -> out.u32(0));
    out.box("stsz", 0, 0, () -> out.u32(0).u32(0));
    out.box("stco", 0, 0, () -> out.u32(0));
  }

  /// The defaults of all fragments. They spare those of G.711, where each moment is a sample, from
  /// saying anything but how many there are.
  private static void trackExtends(PlayableTrack track, BoxWriter out) {
    boolean constant = track.hasUnitSamples();
    out.box(
        "trex",
        0,
        0,
        () ->
            out.u32(track.id())
                .u32(1)
                .u32(constant ? 1 : 0)
                .u32(constant ? track.unitBytes() : 0)
                .u32(constant ? TrackRun.KEY : 0));
  }
}
