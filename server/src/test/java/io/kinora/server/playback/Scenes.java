package io.kinora.server.playback;

import io.kinora.server.Mkv;
import java.util.HexFormat;

/// Footage of cameras whose every octet tests know.
final class Scenes {
  /// What the producer's clock says when recordings begin.
  static final long T = 1_700_000_000_000L;

  static final String AVC = "V_MPEG4/ISO/AVC";

  /// Of 1280x720.
  static final byte[] SPS = hex("674d401fda014016ec0440000003004000000f03c60ca8");

  static final byte[] PPS = hex("68ef3c80");
  static final byte[] AVCC = Mkv.join(hex("014d401fffe10017"), SPS, hex("010004"), PPS);

  /// Of 640x480.
  static final byte[] OTHER_SPS = hex("27640028AC2B40501ED00F1226A0");

  static final byte[] OTHER_PPS = hex("28EE1F2C");
  static final byte[] OTHER_AVCC =
      Mkv.join(hex("01640028ffe1000e"), OTHER_SPS, hex("010004"), OTHER_PPS);

  static final byte[] VIDEO = Mkv.track(1, 1, AVC, AVCC);
  static final byte[] OTHER_VIDEO = Mkv.track(1, 1, AVC, OTHER_AVCC);

  /// 48 kHz, one channel.
  static final byte[] AUDIO = Mkv.track(2, 2, "A_AAC", hex("1188"));

  private Scenes() {}

  /// A Cluster with a key frame of video.
  static byte[] video(long ms, byte[] frame) {
    return Mkv.clusterOf(T + ms, Mkv.frame(1, 0, true, frame));
  }

  /// A Cluster with two frames of audio.
  static byte[] audio(long ms) {
    return Mkv.clusterOf(T + ms, sound());
  }

  /// A Cluster with a key frame of video and two frames of audio.
  static byte[] videoAndAudio(long ms, byte[] frame) {
    return Mkv.clusterOf(T + ms, Mkv.frame(1, 0, true, frame), sound());
  }

  private static byte[] sound() {
    return Mkv.join(Mkv.frame(2, 0, true, hex("2101")), Mkv.frame(2, 21, true, hex("2102")));
  }

  /// What a player gets of [#audio].
  static final byte[] SOUND = hex("21012102");

  /// A frame of one NAL unit.
  static byte[] nal(int content) {
    return hex("00000003 65%02x%02x".formatted(content, content));
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
