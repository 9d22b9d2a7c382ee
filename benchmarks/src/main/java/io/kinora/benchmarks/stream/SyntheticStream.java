package io.kinora.benchmarks.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.media.ebml.EbmlWriter;
import io.kinora.media.ebml.ElementId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/// A camera that does not exist, in the octets of a producer that does: the same fragment of two
/// seconds over and over, one key frame and then frames of a tenth of its size, payloads of noise
/// behind a plausible NAL head. Immutable; the arrays are not to be changed.
public final class SyntheticStream {
  /// Whose layout of Clusters and blocks is written.
  public enum Shape {
    /// The C producer: one video track, Clusters of unknown size, sizes of blocks eight octets
    /// wide.
    KVSSINK,
    /// FFmpeg's muxer: video and audio, Clusters of known size, sizes of blocks as narrow as can
    /// be.
    FFMPEG
  }

  /// Media time of one fragment.
  public static final int FRAGMENT_MS = 2000;

  private static final int KEY_FRAME_WEIGHT = 10;
  private static final int AUDIO_FRAMES = 86;
  private static final int AUDIO_FRAME_BYTES = 200;
  private static final int VIDEO = 1;
  private static final int AUDIO = 2;
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] CODEC_PRIVATE =
      HEX.parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] END_OF_FRAGMENT =
      HEX.parseHex(
          "1254c3670100000000000048" // Tags
              + "7373010000000000003e" // Tag
              + "67c80100000000000034" // SimpleTag
              + "45a30100000000000020" // TagName
              + HEX.formatHex("AWS_KINESISVIDEO_END_OF_FRAGMENT".getBytes(US_ASCII))
              + "44870100000000000000"); // TagString, empty

  private record Frame(int track, int timeMs, boolean key, int bytes) {}

  private final Shape shape;
  private final byte[] header;
  private final byte[] blocks;
  private final int[] blockEnds;
  private final int[] payloadStarts;

  /// @param fragmentBytes octets of a Cluster, about
  /// @param frames video frames of a fragment
  public SyntheticStream(Shape shape, int fragmentBytes, int frames) {
    this.shape = shape;
    this.header = header(shape);
    var plan = plan(shape, fragmentBytes, frames);
    this.blockEnds = new int[plan.size()];
    this.payloadStarts = new int[plan.size()];
    this.blocks = blocks(plan);
  }

  /// What a session begins with: EBML header, Segment, Info, Tracks.
  public byte[] header() {
    return header;
  }

  /// The beginning of a Cluster, up to its first block.
  public byte[] clusterHead(long timestampMs) {
    return switch (shape) {
      case KVSSINK ->
          ByteBuffer.allocate(18)
              .putInt(0x1F43B675)
              .put((byte) 0xFF)
              .putShort((short) 0xE788)
              .putLong(timestampMs)
              .put(new byte[] {(byte) 0xA7, (byte) 0x81, 0})
              .array();
      case FFMPEG ->
          ByteBuffer.allocate(22)
              .putInt(0x1F43B675)
              .putLong(0x01L << 56 | blocks.length + 10)
              .putShort((short) 0xE788)
              .putLong(timestampMs)
              .array();
    };
  }

  /// All blocks of a Cluster.
  public byte[] blocks() {
    return blocks;
  }

  /// Where each block ends in [#blocks].
  public int[] blockEnds() {
    return blockEnds;
  }

  /// Where the payload of each block's frame starts in [#blocks].
  public int[] payloadStarts() {
    return payloadStarts;
  }

  /// Octets of one Cluster.
  public int clusterBytes() {
    return clusterHead(0).length + blocks.length;
  }

  /// The Tags with which the C producer ends its last fragment.
  public static byte[] endOfFragment() {
    return END_OF_FRAGMENT;
  }

  /// A whole session.
  public byte[] document(int fragments) {
    var document = new ByteArrayOutputStream();
    document.writeBytes(header);
    for (long i = 0; i < fragments; i++) {
      document.writeBytes(clusterHead(i * FRAGMENT_MS));
      document.writeBytes(blocks);
    }
    return document.toByteArray();
  }

  private static List<Frame> plan(Shape shape, int fragmentBytes, int frames) {
    boolean audio = shape == Shape.FFMPEG;
    int videoBytes = fragmentBytes - (audio ? AUDIO_FRAMES * AUDIO_FRAME_BYTES : 0);
    int deltaBytes = Math.max(16, videoBytes / (frames - 1 + KEY_FRAME_WEIGHT));
    var plan = new ArrayList<Frame>();
    int heard = 0;
    for (int i = 0; i < frames; i++) {
      int timeMs = i * FRAGMENT_MS / frames;
      while (audio && heard < AUDIO_FRAMES && heard * FRAGMENT_MS / AUDIO_FRAMES <= timeMs) {
        int at = heard++ * FRAGMENT_MS / AUDIO_FRAMES;
        plan.add(new Frame(AUDIO, at, true, AUDIO_FRAME_BYTES));
      }
      boolean key = i == 0;
      plan.add(new Frame(VIDEO, timeMs, key, key ? KEY_FRAME_WEIGHT * deltaBytes : deltaBytes));
    }
    return plan;
  }

  private byte[] blocks(List<Frame> plan) {
    var noise = new SplittableRandom(1);
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < plan.size(); i++) {
      var frame = plan.get(i);
      out.writeBytes(blockHead(frame));
      payloadStarts[i] = out.size();
      byte[] payload = new byte[frame.bytes()];
      noise.nextBytes(payload);
      ByteBuffer.wrap(payload).putInt(payload.length - 4).put((byte) (frame.key() ? 0x65 : 0x41));
      out.writeBytes(payload);
      blockEnds[i] = out.size();
    }
    return out.toByteArray();
  }

  private byte[] blockHead(Frame frame) {
    long size = frame.bytes() + 4L;
    var head = ByteBuffer.allocate(13).put((byte) 0xA3);
    switch (shape) {
      case KVSSINK -> head.putLong(0x01L << 56 | size);
      case FFMPEG -> putNarrowSize(head, size);
    }
    head.put((byte) (0x80 | frame.track()))
        .putShort((short) frame.timeMs())
        .put((byte) (frame.key() ? 0x80 : 0));
    byte[] octets = new byte[head.position()];
    head.flip().get(octets);
    return octets;
  }

  private static void putNarrowSize(ByteBuffer head, long size) {
    if (size < 0x7F) {
      head.put((byte) (0x80 | size));
    } else if (size < 0x3FFF) {
      head.putShort((short) (0x4000 | size));
    } else {
      head.putInt((int) (0x10000000 | size));
    }
  }

  private static byte[] header(Shape shape) {
    var out = new EbmlWriter();
    int ebml = out.open(ElementId.EBML);
    out.uint(ElementId.EBML_VERSION, 1);
    out.uint(ElementId.EBML_READ_VERSION, 1);
    out.uint(ElementId.EBML_MAX_ID_LENGTH, 4);
    out.uint(ElementId.EBML_MAX_SIZE_LENGTH, 8);
    out.string(ElementId.DOC_TYPE, "matroska");
    out.uint(ElementId.DOC_TYPE_VERSION, 2);
    out.uint(ElementId.DOC_TYPE_READ_VERSION, 2);
    out.close(ebml);
    out.openUnknown(0x18538067);
    int info = out.open(0x1549A966);
    out.uint(0x2AD7B1, 1_000_000);
    out.string(0x4D80, "Kinora benchmark");
    out.string(0x5741, "Kinora benchmark");
    out.close(info);
    int tracks = out.open(0x1654AE6B);
    track(out, VIDEO, "V_MPEG4/ISO/AVC", CODEC_PRIVATE);
    if (shape == Shape.FFMPEG) {
      track(out, AUDIO, "A_AAC", new byte[] {0x11, (byte) 0x90});
    }
    out.close(tracks);
    return out.toByteArray();
  }

  private static void track(EbmlWriter out, int number, String codec, byte[] codecPrivate) {
    int entry = out.open(0xAE);
    out.uint(0xD7, number);
    out.uint(0x73C5, number);
    out.uint(0x83, number);
    out.string(0x86, codec);
    if (number == VIDEO) {
      int video = out.open(0xE0);
      out.uint(0xB0, 1280);
      out.uint(0xBA, 720);
      out.close(video);
    } else {
      int audio = out.open(0xE1);
      out.uint(0x9F, 2);
      out.close(audio);
    }
    out.binary(0x63A2, codecPrivate);
    out.close(entry);
  }
}
