package io.kinora.images;

import io.kinora.media.ebml.EbmlWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Matroska with frames as a test wants them, which no muxer would write: one video track, ten
/// frames a second, one Cluster that begins with a key frame.
final class HandmadeMkv {
  private static final int EBML = 0x1A45DFA3;
  private static final int DOC_TYPE = 0x4282;
  private static final int TRACKS = 0x1654AE6B;
  private static final int TRACK_ENTRY = 0xAE;
  private static final int TRACK_NUMBER = 0xD7;
  private static final int TRACK_UID = 0x73C5;
  private static final int TRACK_TYPE = 0x83;
  private static final int CODEC_ID = 0x86;
  private static final int CODEC_PRIVATE = 0x63A2;
  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;
  private static final int FRAME_MS = 100;

  private HandmadeMkv() {}

  /// Writes such a file.
  ///
  /// @param codecPrivate may be empty
  static Path write(Path file, byte[] codecPrivate, List<byte[]> frames) throws IOException {
    var writer = new EbmlWriter();
    int ebml = writer.open(EBML);
    writer.string(DOC_TYPE, "matroska");
    writer.close(ebml);
    writer.openUnknown(SEGMENT);
    int tracks = writer.open(TRACKS);
    int entry = writer.open(TRACK_ENTRY);
    writer.uint(TRACK_NUMBER, 1);
    writer.uint(TRACK_UID, 1);
    writer.uint(TRACK_TYPE, 1);
    writer.string(CODEC_ID, "V_MPEG4/ISO/AVC");
    if (codecPrivate.length > 0) {
      writer.binary(CODEC_PRIVATE, codecPrivate);
    }
    writer.close(entry);
    writer.close(tracks);
    int cluster = writer.open(CLUSTER);
    writer.uint(TIMESTAMP, 0);
    for (int i = 0; i < frames.size(); i++) {
      var block = ByteBuffer.allocate(4 + frames.get(i).length);
      block.put((byte) 0x81).putShort((short) (i * FRAME_MS)).put((byte) (i == 0 ? 0x80 : 0));
      writer.binary(SIMPLE_BLOCK, block.put(frames.get(i)).array());
    }
    writer.close(cluster);
    return Files.write(file, writer.toByteArray());
  }

  /// The access units of a raw H.264 file that has delimiters, with their start codes.
  static List<byte[]> accessUnits(Path raw) throws IOException {
    var octets = Files.readAllBytes(raw);
    var starts = new ArrayList<Integer>();
    for (int i = 0; i + 4 < octets.length; i++) {
      if (octets[i] == 0
          && octets[i + 1] == 0
          && octets[i + 2] == 0
          && octets[i + 3] == 1
          && octets[i + 4] == 9) {
        starts.add(i);
      }
    }
    starts.add(octets.length);
    var units = new ArrayList<byte[]>();
    for (int i = 1; i < starts.size(); i++) {
      units.add(Arrays.copyOfRange(octets, starts.get(i - 1), starts.get(i)));
    }
    return units;
  }

  /// An avcC of the parameter sets in a frame with lengths.
  static byte[] avcC(byte[] frame, int lengthBytes) {
    var sps = new byte[0];
    var pps = new byte[0];
    var walk = ByteBuffer.wrap(frame);
    while (walk.hasRemaining()) {
      var unit = new byte[lengthBytes == 2 ? walk.getShort() & 0xFFFF : walk.getInt()];
      walk.get(unit);
      sps = (unit[0] & 0x1F) == 7 ? unit : sps;
      pps = (unit[0] & 0x1F) == 8 ? unit : pps;
    }
    var avcC = ByteBuffer.allocate(11 + sps.length + pps.length);
    avcC.put((byte) 1).put(sps, 1, 3).put((byte) (0xFC | lengthBytes - 1)).put((byte) 0xE1);
    avcC.putShort((short) sps.length).put(sps).put((byte) 1);
    return avcC.putShort((short) pps.length).put(pps).array();
  }

  /// The same access unit with lengths instead of start codes.
  static byte[] withLengths(byte[] unit, int lengthBytes) {
    var out = new ByteArrayOutputStream();
    int from = -1;
    for (int i = 0; i <= unit.length; i++) {
      boolean code = i + 2 < unit.length && unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1;
      if (code || i == unit.length) {
        if (from >= 0) {
          int end = code && unit[i - 1] == 0 ? i - 1 : i;
          for (int b = lengthBytes - 1; b >= 0; b--) {
            out.write((end - from) >> (8 * b));
          }
          out.write(unit, from, end - from);
        }
        from = i + 3;
      }
    }
    return out.toByteArray();
  }

  /// A frame with lengths of four octets whose SPS is another one.
  static byte[] replacingSps(byte[] frame, byte[] sps) {
    var out = new ByteArrayOutputStream();
    var walk = ByteBuffer.wrap(frame);
    while (walk.hasRemaining()) {
      var unit = new byte[walk.getInt()];
      walk.get(unit);
      var kept = (unit[0] & 0x1F) == 7 ? sps : unit;
      out.writeBytes(ByteBuffer.allocate(4).putInt(kept.length).array());
      out.writeBytes(kept);
    }
    return out.toByteArray();
  }

  /// An SPS of High profile at level 6.2, for pictures of whole macroblocks.
  static byte[] sps(int width, int height) {
    var bits = new StringBuilder("01100111" + "01100100" + "00000000" + "00111110");
    // seq_parameter_set_id, 4:2:0, 8 bits twice, no bypass, no scaling lists
    bits.append(golomb(0)).append(golomb(1)).append(golomb(0)).append(golomb(0)).append("00");
    // log2_max_frame_num, pic_order_cnt_type 2, 16 reference frames, no gaps
    bits.append(golomb(0)).append(golomb(2)).append(golomb(16)).append("0");
    bits.append(golomb(width / 16 - 1)).append(golomb(height / 16 - 1));
    // frames only, direct 8x8, no cropping, no VUI, stop bit
    bits.append("1").append("1").append("0").append("0").append("1");
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    var octets = new byte[bits.length() / 8];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return octets;
  }

  private static String golomb(int value) {
    var binary = Integer.toBinaryString(value + 1);
    return "0".repeat(binary.length() - 1) + binary;
  }
}
