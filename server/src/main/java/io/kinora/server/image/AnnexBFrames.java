package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;

/// Frames of one track with NAL units behind start codes (Annex B of H.264 and H.265), whichever
/// of the two forms the producer used: the one form that a decoder takes without being told.
///
/// @param configuration parameter sets behind start codes; empty where frames bring their own
/// @param nalLengthBytes octets of lengths in frames that have lengths
record AnnexBFrames(byte[] configuration, int nalLengthBytes) {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  private static final int USUAL_LENGTH_BYTES = 4;

  /// Reads the CodecPrivate of a track, which may hold parameter sets in either form, or none.
  static AnnexBFrames of(VideoCodec codec, Track track) throws MalformedMediaException {
    byte[] codecPrivate = track.codecPrivate();
    if (codecPrivate.length == 0 || startsWithStartCode(ByteBuffer.wrap(codecPrivate))) {
      return new AnnexBFrames(codecPrivate, USUAL_LENGTH_BYTES);
    }
    var setup = codec.setup(codecPrivate);
    int bytes =
        setup.parameterSets().stream().mapToInt(set -> START_CODE.length + set.length).sum();
    var all = ByteBuffer.allocate(bytes);
    setup.parameterSets().forEach(set -> all.put(START_CODE).put(set));
    return new AnnexBFrames(all.array(), setup.nalLengthBytes());
  }

  /// A frame behind start codes; the buffer given may be changed, and be the result. Of a frame
  /// whose lengths run past its end, what there is.
  ByteBuffer convert(ByteBuffer frame) {
    int units = units(frame);
    if (units < 0 && startsWithStartCode(frame)) {
      return frame;
    }
    boolean inPlace = nalLengthBytes == START_CODE.length;
    // Units that are empty or cut short only make it less.
    int most = frame.remaining() + Math.abs(units) * (START_CODE.length - nalLengthBytes);
    var converted = inPlace ? frame.duplicate() : ByteBuffer.allocate(most);
    var from = frame.duplicate();
    while (from.remaining() > nalLengthBytes) {
      int length = (int) Math.min(length(from), from.remaining());
      if (length > 0) {
        converted.put(START_CODE).put(from.slice(from.position(), length));
        from.position(from.position() + length);
      }
    }
    return converted.flip();
  }

  /// How many NAL units the lengths of a frame tell of; negated unless they fit the frame exactly.
  private int units(ByteBuffer frame) {
    var walk = frame.duplicate();
    int units = 0;
    while (walk.remaining() >= nalLengthBytes) {
      long length = length(walk);
      units++;
      if (length > walk.remaining()) {
        return -units;
      }
      walk.position(walk.position() + (int) length);
    }
    return walk.hasRemaining() ? -units - 1 : units;
  }

  /// Reads the length of the next NAL unit.
  private long length(ByteBuffer from) {
    long length = 0;
    for (int i = 0; i < nalLengthBytes; i++) {
      length = length << Byte.SIZE | (from.get() & 0xFF);
    }
    return length;
  }

  private static boolean startsWithStartCode(ByteBuffer octets) {
    int zeros = octets.position();
    while (zeros < octets.limit() && octets.get(zeros) == 0) {
      zeros++;
    }
    return zeros - octets.position() >= 2 && zeros < octets.limit() && octets.get(zeros) == 1;
  }
}
