package io.kinora.media.mp4;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.sample.PlayableTrack;

/// Those boxes of a `moov` that fragmented and ordinary movies have alike. Durations have 64 bits
/// where the movie is `wide`.
final class TrackBox {
  static final int MOVIE_TIMESCALE = 1000;

  private static final int ENABLED_IN_MOVIE = 3;
  private static final int UND = 0x55C4;
  private static final int ONE_16_16 = 0x00010000;
  private static final int ONE_8_8 = 0x0100;
  private static final int ONE_2_30 = 0x40000000;
  private static final int SELF_CONTAINED = 1;

  private TrackBox() {}

  static void movieHeader(long durationMs, int nextTrackId, boolean wide, BoxWriter out) {
    out.box(
        "mvhd",
        wide ? 1 : 0,
        0,
        () -> {
          times(wide, out).u32(MOVIE_TIMESCALE);
          duration(durationMs, wide, out);
          out.u32(ONE_16_16).u16(ONE_8_8).zeros(10);
          unityMatrix(out).zeros(24).u32(nextTrackId);
        });
  }

  static void trackHeader(
      PlayableTrack track, int trackId, long durationMs, boolean wide, BoxWriter out) {
    out.box(
        "tkhd",
        wide ? 1 : 0,
        ENABLED_IN_MOVIE,
        () -> {
          times(wide, out).u32(trackId).u32(0);
          duration(durationMs, wide, out);
          out.zeros(12).u16(track.isVideo() ? 0 : ONE_8_8).u16(0);
          unityMatrix(out);
          switch (track.codec()) {
            case TrackCodec.Avc(var avc, _) -> out.u16(avc.width()).u16(0).u16(avc.height()).u16(0);
            case TrackCodec.Hevc(var hevc, _) ->
                out.u16(hevc.width()).u16(0).u16(hevc.height()).u16(0);
            case TrackCodec.Aac _, TrackCodec.G711 _ -> out.zeros(8);
          }
        });
  }

  /// @param tables what stands in the `stbl` behind the sample entry
  static void media(
      PlayableTrack track, long duration, boolean wide, BoxWriter out, Runnable tables) {
    out.box(
        "mdia",
        () -> {
          out.box(
              "mdhd",
              wide ? 1 : 0,
              0,
              () -> {
                times(wide, out).u32(track.timescale().perSecond());
                duration(duration, wide, out);
                out.u16(UND).u16(0);
              });
          String handler = track.isVideo() ? "vide" : "soun";
          out.box("hdlr", 0, 0, () -> out.u32(0).type(handler).zeros(12).u8(0));
          out.box("minf", () -> mediaInformation(track, out, tables));
        });
  }

  private static void mediaInformation(PlayableTrack track, BoxWriter out, Runnable tables) {
    if (track.isVideo()) {
      out.box("vmhd", 0, 1, () -> out.zeros(8));
    } else {
      out.box("smhd", 0, 0, () -> out.zeros(4));
    }
    out.box(
        "dinf",
        () -> out.box("dref", 0, 0, () -> out.u32(1).box("url ", 0, SELF_CONTAINED, () -> {})));
    out.box(
        "stbl",
        () -> {
          SampleEntry.write(track.codec(), out);
          tables.run();
        });
  }

  /// Times of creation and modification: not told.
  private static BoxWriter times(boolean wide, BoxWriter out) {
    return out.zeros(wide ? 16 : 8);
  }

  private static void duration(long duration, boolean wide, BoxWriter out) {
    if (wide) {
      out.u64(duration);
    } else {
      out.u32(duration);
    }
  }

  private static BoxWriter unityMatrix(BoxWriter out) {
    return out.u32(ONE_16_16).zeros(12).u32(ONE_16_16).zeros(12).u32(ONE_2_30);
  }
}
