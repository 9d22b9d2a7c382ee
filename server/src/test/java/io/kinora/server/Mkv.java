package io.kinora.server;

import io.kinora.media.ebml.EbmlWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// Matroska as producers write it, small enough for tests to know every octet.
public final class Mkv {
  private static final int INFO = 0x1549A966;
  private static final int TIMESTAMP_SCALE = 0x2AD7B1;
  private static final int TRACKS = 0x1654AE6B;
  private static final int TRACK_ENTRY = 0xAE;
  private static final int TRACK_NUMBER = 0xD7;
  private static final int TRACK_UID = 0x73C5;
  private static final int TRACK_TYPE = 0x83;
  private static final int CODEC_ID = 0x86;
  private static final int CODEC_PRIVATE = 0x63A2;
  private static final int CONTENT_ENCODINGS = 0x6D80;
  private static final int CONTENT_ENCODING = 0x6240;
  private static final int CONTENT_COMPRESSION = 0x5034;
  private static final int CONTENT_COMPRESSION_ALGORITHM = 0x4254;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;
  private static final int TAGS = 0x1254C367;
  private static final int TAG = 0x7373;
  private static final int TARGETS = 0x63C0;
  private static final int SIMPLE_TAG = 0x67C8;
  private static final int TAG_NAME = 0x45A3;
  private static final int TAG_STRING = 0x4487;

  /// avcC of a 640x480 camera.
  private static final byte[] AVCC =
      HexFormat.of().parseHex("01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C");

  private Mkv() {}

  /// A header with tracks 1 to `tracks`, all video, in ticks of a millisecond, with the Segment
  /// size in the one-octet form that the producer SDKs write.
  public static byte[] header(int tracks) {
    var entries = new byte[tracks][];
    for (int number = 1; number <= tracks; number++) {
      entries[number - 1] = track(number, 1, "V_MPEG4/ISO/AVC", AVCC);
    }
    return headerOf(entries);
  }

  /// A header with these TrackEntries, in ticks of a millisecond.
  public static byte[] headerOf(byte[]... tracks) {
    return headerIn(1_000_000, tracks);
  }

  /// A header with these TrackEntries, in ticks of that length.
  public static byte[] headerIn(long tickNs, byte[]... tracks) {
    var writer = new EbmlWriter();
    int info = writer.open(INFO);
    writer.uint(TIMESTAMP_SCALE, tickNs);
    writer.close(info);
    writer.binary(TRACKS, join(tracks));
    return join(ebml(), hex("18538067FF"), writer.toByteArray());
  }

  /// A TrackEntry; without a CodecPrivate if that is empty.
  public static byte[] track(int number, int type, String codecId, byte[] codecPrivate) {
    return track(number, type, codecId, codecPrivate, false);
  }

  /// A TrackEntry whose frames lack a header that they all had in common.
  public static byte[] strippedTrack(int number, int type, String codecId, byte[] codecPrivate) {
    return track(number, type, codecId, codecPrivate, true);
  }

  private static byte[] track(
      int number, int type, String codecId, byte[] codecPrivate, boolean stripped) {
    var writer = new EbmlWriter();
    int entry = writer.open(TRACK_ENTRY);
    writer.uint(TRACK_NUMBER, number);
    writer.uint(TRACK_UID, number);
    writer.uint(TRACK_TYPE, type);
    writer.string(CODEC_ID, codecId);
    if (codecPrivate.length > 0) {
      writer.binary(CODEC_PRIVATE, codecPrivate);
    }
    if (stripped) {
      int encodings = writer.open(CONTENT_ENCODINGS);
      int encoding = writer.open(CONTENT_ENCODING);
      int compression = writer.open(CONTENT_COMPRESSION);
      writer.uint(CONTENT_COMPRESSION_ALGORITHM, 3);
      writer.close(compression);
      writer.close(encoding);
      writer.close(encodings);
    }
    writer.close(entry);
    return writer.toByteArray();
  }

  /// The same header as consumers get it back: with an eight-octet unknown Segment size.
  public static byte[] servedHeader(int tracks) {
    var header = header(tracks);
    int segment = ebml().length;
    return join(
        ebml(),
        hex("1853806701FFFFFFFFFFFFFF"),
        Arrays.copyOfRange(header, segment + 5, header.length));
  }

  /// A Cluster of unknown size with one frame of 200 octets every 40 ms.
  public static byte[] cluster(long timecode, int frames) {
    return join(hex("1F43B675FF"), clusterContent(timecode, frames, 1));
  }

  /// The same of known size.
  public static byte[] knownCluster(long timecode, int frames) {
    var content = clusterContent(timecode, frames, 1);
    var sized = ByteBuffer.allocate(12 + content.length);
    sized.put(hex("1F43B67501000000")).putInt(content.length).put(content);
    return sized.array();
  }

  /// Timestamp and frames of a Cluster.
  public static byte[] clusterContent(long timecode, int frames, int track) {
    var writer = new EbmlWriter();
    writer.uint(TIMESTAMP, timecode);
    for (int i = 0; i < frames; i++) {
      writer.binary(SIMPLE_BLOCK, block(track, i * 40, i == 0, 200));
    }
    return writer.toByteArray();
  }

  /// A SimpleBlock.
  public static byte[] simpleBlock(int track, int time, boolean key, int octets) {
    var writer = new EbmlWriter();
    writer.binary(SIMPLE_BLOCK, block(track, time, key, octets));
    return writer.toByteArray();
  }

  /// A SimpleBlock of that frame.
  public static byte[] frame(int track, int time, boolean key, byte[] frame) {
    var block = ByteBuffer.allocate(4 + frame.length);
    block.put((byte) (0x80 | track)).putShort((short) time).put((byte) (key ? 0x80 : 0));
    var writer = new EbmlWriter();
    writer.binary(SIMPLE_BLOCK, block.put(frame).array());
    return writer.toByteArray();
  }

  /// A SimpleBlock with so many frames of one octet, laced.
  public static byte[] laces(int track, int time, int frames) {
    var block = ByteBuffer.allocate(5 + frames);
    block.put((byte) (0x80 | track)).putShort((short) time).put((byte) 0x04);
    block.put((byte) (frames - 1));
    var writer = new EbmlWriter();
    writer.binary(SIMPLE_BLOCK, block.array());
    return writer.toByteArray();
  }

  /// A Cluster of unknown size with these blocks.
  public static byte[] clusterOf(long timecode, byte[]... blocks) {
    var writer = new EbmlWriter();
    writer.uint(TIMESTAMP, timecode);
    return join(hex("1F43B675FF"), writer.toByteArray(), join(blocks));
  }

  /// A Tags element without Targets, as the producer SDKs write metadata.
  public static byte[] tag(String name, String value) {
    return tag(name, value, false);
  }

  /// A Tags element with Targets, as muxers write it.
  public static byte[] muxerTag(String name, String value) {
    return tag(name, value, true);
  }

  /// What the producer SDKs end a fragment with.
  public static byte[] endOfFragment() {
    return tag("AWS_KINESISVIDEO_END_OF_FRAGMENT", "");
  }

  /// The octets one behind the other.
  public static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ebml() {
    return hex(
        "1A45DFA3A342868101 42F78101 42F28104 42F38108 4282886D6174726F736B61 42878102 42858102");
  }

  private static byte[] tag(String name, String value, boolean targets) {
    var writer = new EbmlWriter();
    int tags = writer.open(TAGS);
    int tag = writer.open(TAG);
    if (targets) {
      writer.close(writer.open(TARGETS));
    }
    int simple = writer.open(SIMPLE_TAG);
    writer.string(TAG_NAME, name);
    writer.string(TAG_STRING, value);
    writer.close(simple);
    writer.close(tag);
    writer.close(tags);
    return writer.toByteArray();
  }

  private static byte[] block(int track, int time, boolean key, int octets) {
    var block = ByteBuffer.allocate(4 + octets);
    block.put((byte) (0x80 | track)).putShort((short) time).put((byte) (key ? 0x80 : 0));
    for (int i = 0; block.hasRemaining(); i++) {
      block.put((byte) (time + i));
    }
    return block.array();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
