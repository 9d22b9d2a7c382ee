package io.kinora.media.codec;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// NAL units behind their lengths, the form of frames in Matroska and MP4.
public final class NalUnits {
  /// Most NAL units of a frame. Encoders make some dozens, and a few hundred where each row of
  /// blocks is a slice; a frame of 50 MiB could have ten million.
  public static final int MAX_UNITS = 1 << 14;

  private NalUnits() {}

  /// Octets of the length before each NAL unit, as an `avcC` or `hvcC` says; 4, which all muxers
  /// write, if it says nothing.
  public static int lengthBytes(byte[] configuration, boolean hevc) {
    int at = hevc ? 21 : 4;
    boolean known = configuration.length > at && !AnnexB.isStartCode(configuration);
    return known ? 1 + (configuration[at] & 3) : AnnexB.LENGTH_BYTES;
  }

  /// The NAL units of a frame, as slices of it, empty ones left out; none if the lengths do not add
  /// up to the frame, or if there are more than [#MAX_UNITS].
  public static List<ByteBuffer> split(byte[] frame, int lengthBytes) {
    var units = new ArrayList<ByteBuffer>();
    int at = 0;
    while (at < frame.length) {
      if (lengthBytes > frame.length - at) {
        return List.of();
      }
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << Byte.SIZE | (frame[at++] & 0xFF);
      }
      if (length > frame.length - at || (length > 0 && units.size() == MAX_UNITS)) {
        return List.of();
      }
      if (length > 0) {
        units.add(ByteBuffer.wrap(frame, at, (int) length).slice());
      }
      at += (int) length;
    }
    return units;
  }

  /// Marks the frames of H.264 and H.265 that are not what they should be. Touches the lengths of
  /// their NAL units only.
  ///
  /// @param media the octets of the fragment from its Cluster on, as consecutive pieces
  public static void check(StreamHeader header, FrameTable frames, List<ByteBuffer> media) {
    int[] lengthBytes = header.tracks().stream().mapToInt(NalUnits::lengthBytes).toArray();
    var walk = new Walk(media);
    for (int row = 0; row < frames.count(); row++) {
      int track = frames.track(row);
      if (track < lengthBytes.length
          && lengthBytes[track] > 0
          && !walk.isLengthPrefixed(frames.offset(row), frames.size(row), lengthBytes[track])) {
        frames.markNotLengthPrefixed(row);
      }
    }
  }

  private static int lengthBytes(Track track) {
    return switch (CodecFamily.of(track.codecId())) {
      case AVC -> lengthBytes(track.codecPrivate(), false);
      case HEVC -> lengthBytes(track.codecPrivate(), true);
      case AAC, ACM, OTHER -> 0;
    };
  }

  /// Walks the frames of a fragment from length to length, forwards only: its octets lie in pieces,
  /// and nothing but the lengths is looked at.
  private static final class Walk {
    private final List<ByteBuffer> pieces;
    private int piece;
    private int pieceStart;

    /// @param pieces the octets of the fragment, in order, from position to limit
    Walk(List<ByteBuffer> pieces) {
      this.pieces = pieces;
    }

    /// Whether the lengths in a frame add up to it, and are not more than [#MAX_UNITS]. A length of
    /// 0 is accepted at its end only, where the producer SDK may leave one.
    ///
    /// @param offset where it begins; not before the end of the frame that was walked last
    /// @param size its octets
    boolean isLengthPrefixed(int offset, int size, int lengthBytes) {
      long at = offset;
      long end = (long) offset + size;
      int units = 0;
      while (at < end) {
        if (lengthBytes > end - at) {
          return false;
        }
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
          length = length << Byte.SIZE | octet((int) at++);
        }
        units += length > 0 ? 1 : 0;
        if (length > end - at || (length == 0 && at < end) || units > MAX_UNITS) {
          return false;
        }
        at += length;
      }
      return true;
    }

    private int octet(int at) {
      while (at - pieceStart >= pieces.get(piece).remaining()) {
        pieceStart += pieces.get(piece).remaining();
        piece++;
      }
      var octets = pieces.get(piece);
      return octets.get(octets.position() + at - pieceStart) & 0xFF;
    }
  }
}
