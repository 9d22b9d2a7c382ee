package io.kinora.media.matroska;

import io.kinora.media.ebml.ElementId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Builds Matroska elements, in every width and in every shape a producer might choose.
final class Mkv {
  static final int KEY = 0x80;
  static final int INVISIBLE = 0x08;
  static final int DISCARDABLE = 0x01;
  static final int UNKNOWN_LEVEL_1 = 0x1ABCDEF0;

  static final int POSITION = 0xA7;
  static final int PREV_SIZE = 0xAB;
  static final int SILENT_TRACKS = 0x5854;

  private Mkv() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  static byte[] concat(byte[]... parts) {
    return concat(List.of(parts));
  }

  static byte[] concat(List<byte[]> parts) {
    var all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// An unsigned integer in so many octets, from 0 to 8.
  static byte[] uint(long value, int width) {
    byte[] octets = new byte[width];
    for (int i = width - 1; i >= 0; i--) {
      octets[i] = (byte) value;
      value >>>= Byte.SIZE;
    }
    return octets;
  }

  static byte[] vint(long value, int width) {
    return uint(value | (1L << (7 * width)), width);
  }

  static int narrowest(long value) {
    int width = 1;
    while (value >= (1L << (7 * width)) - 1) {
      width++;
    }
    return width;
  }

  static byte[] id(int id) {
    return uint(id, ElementId.width(id));
  }

  static byte[] element(int id, int sizeWidth, byte[] payload) {
    return concat(id(id), vint(payload.length, sizeWidth), payload);
  }

  static byte[] element(int id, byte[]... children) {
    byte[] payload = concat(children);
    return element(id, narrowest(payload.length), payload);
  }

  static byte[] uintElement(int id, long value) {
    return element(id, uint(value, Math.max(1, ElementId.width((int) value))));
  }

  static byte[] text(int id, String value) {
    return element(id, utf8(value));
  }

  /// The head of an element of unknown size.
  static byte[] unknown(int id, int sizeWidth) {
    return concat(id(id), vint((1L << (7 * sizeWidth)) - 1, sizeWidth));
  }

  /// The head of an element that announces so many octets.
  static byte[] head(int id, long size) {
    return concat(id(id), vint(size, narrowest(size)));
  }

  static byte[] ebmlHeader() {
    return WorkedDocument.EBML_HEADER;
  }

  static byte[] segment() {
    return WorkedDocument.SEGMENT;
  }

  static byte[] info(long timestampScaleNs) {
    return element(MatroskaId.INFO, element(MatroskaId.TIMESTAMP_SCALE, uint(timestampScaleNs, 8)));
  }

  static byte[] tracks(int... numbers) {
    var entries = new ByteArrayOutputStream();
    for (int number : numbers) {
      entries.writeBytes(track(number));
    }
    return element(MatroskaId.TRACKS, entries.toByteArray());
  }

  static byte[] track(int number, byte[]... more) {
    return element(
        MatroskaId.TRACK_ENTRY,
        uintElement(MatroskaId.TRACK_NUMBER, number),
        uintElement(MatroskaId.TRACK_TYPE, 1),
        text(MatroskaId.CODEC_ID, "V_TEST"),
        concat(more));
  }

  /// EBML header, Segment of unknown size, and Tracks with the track number 1.
  static byte[] start() {
    return concat(ebmlHeader(), segment(), tracks(1));
  }

  static byte[] cluster(byte[]... children) {
    return element(MatroskaId.CLUSTER, children);
  }

  static byte[] unknownCluster(byte[]... children) {
    return concat(unknown(MatroskaId.CLUSTER, 1), concat(children));
  }

  static byte[] timestamp(long ticks) {
    return element(MatroskaId.TIMESTAMP, uint(ticks, 8));
  }

  static byte[] simpleBlock(int track, int time, int flags, byte[] data) {
    return element(MatroskaId.SIMPLE_BLOCK, blockPayload(track, time, flags, data));
  }

  /// A key frame of track 1.
  static byte[] frame(int time, int size) {
    return simpleBlock(1, time, KEY, new byte[size]);
  }

  static byte[] block(int track, int time, int flags, byte[] data) {
    return element(MatroskaId.BLOCK, blockPayload(track, time, flags, data));
  }

  static byte[] blockGroup(byte[]... children) {
    return element(MatroskaId.BLOCK_GROUP, children);
  }

  static byte[] blockPayload(long track, int time, int flags, byte[] data) {
    byte[] number = vint(track, narrowest(track));
    return ByteBuffer.allocate(number.length + 3 + data.length)
        .put(number)
        .putShort((short) time)
        .put((byte) flags)
        .put(data)
        .array();
  }

  static byte[] voidElement(int size) {
    return element(ElementId.VOID, new byte[size]);
  }

  static byte[] simpleTag(String name, String value) {
    return element(
        MatroskaId.SIMPLE_TAG, text(MatroskaId.TAG_NAME, name), text(MatroskaId.TAG_STRING, value));
  }

  /// A Tags element with one Tag.
  static byte[] tags(byte[]... children) {
    return element(MatroskaId.TAGS, element(MatroskaId.TAG, children));
  }

  static byte[] tags(String name, String value) {
    return tags(simpleTag(name, value));
  }

  static byte[] targets() {
    return element(MatroskaId.TARGETS);
  }

  static byte[] endOfFragment() {
    return tags("AWS_KINESISVIDEO_END_OF_FRAGMENT", "");
  }

  /// Xiph lacing: every size but the last as a sum of octets.
  static byte[] xiphLaces(List<byte[]> frames) {
    var data = new ByteArrayOutputStream();
    data.write(frames.size() - 1);
    for (byte[] frame : frames.subList(0, frames.size() - 1)) {
      int size = frame.length;
      for (; size >= 255; size -= 255) {
        data.write(255);
      }
      data.write(size);
    }
    data.writeBytes(concat(frames));
    return data.toByteArray();
  }

  /// EBML lacing: the first size, then differences; the width of each is the narrowest, or `width`
  /// if that is wider.
  static byte[] ebmlLaces(List<byte[]> frames, int width) {
    var data = new ByteArrayOutputStream();
    data.write(frames.size() - 1);
    for (int k = 0; k < frames.size() - 1; k++) {
      int size = frames.get(k).length;
      if (k == 0) {
        data.writeBytes(vint(size, Math.max(width, narrowest(size))));
      } else {
        data.writeBytes(signedVint(size - frames.get(k - 1).length, width));
      }
    }
    data.writeBytes(concat(frames));
    return data.toByteArray();
  }

  static byte[] fixedLaces(List<byte[]> frames) {
    return concat(new byte[] {(byte) (frames.size() - 1)}, concat(frames));
  }

  private static byte[] signedVint(long value, int width) {
    while (Math.abs(value) > (1L << (7 * width - 1)) - 1) {
      width++;
    }
    return vint(value + (1L << (7 * width - 1)) - 1, width);
  }
}
