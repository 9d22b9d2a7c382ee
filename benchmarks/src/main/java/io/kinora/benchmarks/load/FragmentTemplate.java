package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The blocks of a fragment as they go over the wire, framed as HTTP chunks once and for all, so
/// that sending costs one system call and no copy.
final class FragmentTemplate {
  /// The largest chunk of libcurl, which kvssink sends with.
  static final int CHUNK_MAX = 65_524;

  private static final int STAMP_AT = 8;

  private final ByteBuffer framed;
  private final int[] pieceEnds;
  private final int[] stamps;

  private FragmentTemplate(ByteBuffer framed, int[] pieceEnds, int[] stamps) {
    this.framed = framed;
    this.pieceEnds = pieceEnds;
    this.stamps = stamps;
  }

  /// Chunks as large as can be, all in one piece: a producer that catches up.
  static FragmentTemplate bulk(SyntheticStream stream) {
    var out = new ByteArrayOutputStream();
    byte[] blocks = stream.blocks();
    for (int at = 0; at < blocks.length; at += CHUNK_MAX) {
      chunk(out, blocks, at, Math.min(blocks.length, at + CHUNK_MAX));
    }
    return new FragmentTemplate(direct(out), new int[] {out.size()}, new int[0]);
  }

  /// A chunk and a piece for each frame: a live camera.
  static FragmentTemplate frames(SyntheticStream stream) {
    var out = new ByteArrayOutputStream();
    int[] ends = stream.blockEnds();
    int[] pieceEnds = new int[ends.length];
    int[] stamps = new int[ends.length];
    int from = 0;
    for (int i = 0; i < ends.length; i++) {
      int start = out.size();
      chunk(out, stream.blocks(), from, ends[i]);
      int chunkHead = out.size() - start - 2 - (ends[i] - from);
      stamps[i] = start + chunkHead + stream.payloadStarts()[i] - from + STAMP_AT;
      pieceEnds[i] = out.size();
      from = ends[i];
    }
    return new FragmentTemplate(direct(out), pieceEnds, stamps);
  }

  /// The same octets in memory of their own, to be stamped.
  FragmentTemplate copy() {
    var copy = ByteBuffer.allocateDirect(framed.capacity()).put(0, framed, 0, framed.capacity());
    return new FragmentTemplate(copy, pieceEnds, stamps);
  }

  int pieces() {
    return pieceEnds.length;
  }

  ByteBuffer piece(int index) {
    int from = index == 0 ? 0 : pieceEnds[index - 1];
    return framed.slice(from, pieceEnds[index] - from);
  }

  /// Writes the time into the payload of the frame that is the piece.
  void stamp(int index, long nowNs) {
    framed.putLong(stamps[index], nowNs);
  }

  /// Reads the time from the beginning of a frame's payload.
  static long stamp(ByteBuffer payload) {
    return payload.getLong(payload.position() + STAMP_AT);
  }

  /// Octets of a payload that hold the stamp.
  static int stampEnd() {
    return STAMP_AT + Long.BYTES;
  }

  /// The checksum of a Cluster's blocks, by which readers know them.
  static int checksum(SyntheticStream stream) {
    var checksum = new CRC32C();
    checksum.update(stream.blocks());
    return (int) checksum.getValue();
  }

  /// Octets as one chunk.
  static ByteBuffer chunk(byte[] octets) {
    var out = new ByteArrayOutputStream();
    chunk(out, octets, 0, octets.length);
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static void chunk(ByteArrayOutputStream out, byte[] octets, int from, int to) {
    out.writeBytes((Integer.toHexString(to - from) + "\r\n").getBytes(US_ASCII));
    out.write(octets, from, to - from);
    out.writeBytes("\r\n".getBytes(US_ASCII));
  }

  private static ByteBuffer direct(ByteArrayOutputStream out) {
    return ByteBuffer.allocateDirect(out.size()).put(out.toByteArray()).flip();
  }
}
