package io.kinora.media.sample;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Makes frame tables, and tracks to read them by.
public final class Frames {
  public static final String AVC = "01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C";
  public static final String HEVC =
      "0101600000009000000000005df000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
          + "0003000003005dba0240210001002942010101600000030090000003000003005da00280802d165b"
          + "a4a4c2f0168080000003008000000f0422000100064401c073c189";
  public static final String AAC = "118856E500";
  public static final String ALAW = "06000100401F0000401F0000010008000000";
  public static final String MULAW_STEREO = "07000200401F0000401F0000010008000000";

  public static final long MS = 1_000_000;

  /// One row; what is not said is as in most frames.
  public record Frame(int track, int time, int size, boolean key, int duration) {}

  private final List<Frame> rows = new ArrayList<>();

  /// Frames of the first track, of 100 octets, the first of them a key frame.
  public static FrameTable at(int... times) {
    var frames = new Frames();
    for (int time : times) {
      frames.add(0, time, 100, frames.rows.isEmpty());
    }
    return frames.table();
  }

  public Frames add(int track, int time, int size, boolean key) {
    return add(new Frame(track, time, size, key, 0));
  }

  public Frames add(Frame frame) {
    rows.add(frame);
    return this;
  }

  /// The frames lie in the Cluster one behind the other, with 10 octets before each.
  public FrameTable table() {
    var encoded = ByteBuffer.allocate(rows.size() * FrameTable.ROW_BYTES);
    int offset = 0;
    for (var row : rows) {
      offset += 10;
      encoded.putInt(offset).putInt(row.size()).putInt(row.time());
      encoded.putShort((short) row.duration()).put((byte) row.track());
      encoded.put((byte) (row.key() ? 1 : 0));
      offset += row.size();
    }
    return FrameTable.decode(encoded.flip());
  }

  public static PlayableTrack h264() {
    return track(video("V_MPEG4/ISO/AVC", AVC, 0), MS);
  }

  public static PlayableTrack hevc() {
    return track(video("V_MPEGH/ISO/HEVC", HEVC, 0), MS);
  }

  public static PlayableTrack aac() {
    return track(audio("A_AAC", AAC, 0), MS);
  }

  public static PlayableTrack alaw() {
    return track(audio("A_MS/ACM", ALAW, 0), MS);
  }

  public static PlayableTrack mulawStereo() {
    return track(audio("A_MS/ACM", MULAW_STEREO, 0), MS);
  }

  public static Track video(String codecId, String config, long defaultDurationNs) {
    byte[] octets = HexFormat.of().parseHex(config);
    return new Track(
        1, 1, Track.VIDEO, "", "", codecId, octets, defaultDurationNs, 0, false, 0, 0, 0, 0, 0);
  }

  public static Track audio(String codecId, String config, long codecDelayNs) {
    byte[] octets = HexFormat.of().parseHex(config);
    return new Track(
        2, 2, Track.AUDIO, "", "", codecId, octets, 0, codecDelayNs, false, 0, 0, 0, 0, 0);
  }

  /// The track as the only one of its document, video as index 0 and audio as index 1.
  public static PlayableTrack track(Track track, long timestampScaleNs) {
    try {
      var codec = TrackCodec.of(track).orElseThrow();
      var header =
          new StreamHeader(new byte[0], new byte[0], timestampScaleNs, List.of(track, track));
      return PlayableTrack.of(header, track.type() - 1, codec);
    } catch (MalformedMediaException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
