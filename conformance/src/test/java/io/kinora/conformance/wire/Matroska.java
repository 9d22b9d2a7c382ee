package io.kinora.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Matroska as the C producer writes it: Segment and Cluster of unknown size, sizes of eight
/// octets.
public final class Matroska {
  private static final byte[] UNKNOWN_SIZE = {(byte) 0xFF};
  private static final byte[] AVC_CONFIGURATION =
      HexFormat.of()
          .parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");

  private Matroska() {}

  /// EBML head, Segment, Info and one H.264 track with the number 1.
  public static byte[] header() {
    return header(1_000_000, AVC_CONFIGURATION, "");
  }

  /// The same with other units of time, another configuration, and something behind every name:
  /// old producers write the zero that ends a string in C.
  public static byte[] header(long timestampScaleNs, byte[] configuration, String suffix) {
    var ebml =
        concat(
            element(0x4286, number(1)),
            element(0x42F7, number(1)),
            element(0x42F2, number(4)),
            element(0x42F3, number(8)),
            element(0x4282, text("matroska" + suffix)),
            element(0x4287, number(2)),
            element(0x4285, number(2)));
    var info =
        concat(
            element(0x2AD7B1, number(timestampScaleNs)),
            element(0x4D80, text("Kinora conformance" + suffix)),
            element(0x5741, text("Kinora conformance" + suffix)));
    var video = concat(element(0xB0, number(1280)), element(0xBA, number(720)));
    var track =
        concat(
            element(0xD7, number(1)),
            element(0x73C5, number(1)),
            element(0x83, number(1)),
            element(0x86, text("V_MPEG4/ISO/AVC" + suffix)),
            element(0xE0, video),
            element(0x63A2, configuration));
    return concat(
        element(0x1A45DFA3, ebml),
        concat(id(0x18538067), UNKNOWN_SIZE),
        element(0x1549A966, info),
        element(0x1654AE6B, element(0xAE, track)));
  }

  /// The begin of a Cluster of unknown size.
  public static byte[] cluster(long timecode) {
    return concat(id(0x1F43B675), UNKNOWN_SIZE, element(0xE7, number(timecode)));
  }

  /// A SimpleBlock of track 1.
  public static byte[] block(int relativeTime, boolean key, byte[] payload) {
    var head =
        ByteBuffer.allocate(4)
            .put((byte) 0x81)
            .putShort((short) relativeTime)
            .put((byte) (key ? 0x80 : 0));
    return element(0xA3, concat(head.array(), payload));
  }

  /// A Tags element with one name and value and no target, as fragment metadata is sent.
  public static byte[] tags(String name, String value) {
    var pair = concat(element(0x45A3, text(name)), element(0x4487, text(value)));
    return element(0x1254C367, element(0x7373, element(0x67C8, pair)));
  }

  /// What a producer sends when it wants the open fragment completed now.
  public static byte[] endOfFragment() {
    return tags("AWS_KINESISVIDEO_END_OF_FRAGMENT", "");
  }

  /// One array after the other.
  public static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] element(int id, byte[] body) {
    var size = ByteBuffer.allocate(Long.BYTES).putLong(body.length | (1L << 56)).array();
    return concat(id(id), size, body);
  }

  private static byte[] id(int id) {
    var whole = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
    int zeros = Integer.numberOfLeadingZeros(id) / Byte.SIZE;
    return java.util.Arrays.copyOfRange(whole, zeros, whole.length);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
