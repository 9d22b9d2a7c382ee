package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Makes the `avcC` or `hvcC` that a producer did not, out of the parameter sets among some NAL
/// units: those of its Annex B configuration, or of a key frame.
public final class ParameterSets {
  private static final int AVC_SPS = 7;
  private static final int AVC_PPS = 8;
  private static final int HEVC_VPS = 32;
  private static final int HEVC_SPS = 33;
  private static final int HEVC_PPS = 34;
  private static final int AVC_NAL_HEADER_BYTES = 1;
  private static final int HEVC_NAL_HEADER_BYTES = 2;
  private static final int CHROMA_444 = 3;
  private static final int PROFILE_TIER_LEVEL_BYTES = 12;
  private static final int SETS_MAX = 31;
  private static final int COMPLETE = 0x80;

  private ParameterSets() {}

  /// The configuration of a track; empty if a parameter set is missing or cannot be read, or if the
  /// codec has none.
  public static Optional<byte[]> configuration(Track track, List<ByteBuffer> units) {
    try {
      return switch (CodecFamily.of(track.codecId())) {
        case AVC -> avcC(units);
        case HEVC -> hvcC(units);
        case AAC, ACM, OTHER -> Optional.empty();
      };
    } catch (MalformedMediaException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> avcC(List<ByteBuffer> units) throws MalformedMediaException {
    var sps = ofType(AVC_SPS, false, units);
    var pps = ofType(AVC_PPS, false, units);
    if (sps.isEmpty() || pps.isEmpty()) {
      return Optional.empty();
    }
    byte[] first = sps.getFirst();
    var reader = BitReader.ofNalUnit(first, AVC_NAL_HEADER_BYTES);
    int profile = (int) reader.bits(Byte.SIZE);
    reader.skip(2 * Byte.SIZE);
    var out = new ByteArrayOutputStream();
    out.write(1);
    out.write(first, AVC_NAL_HEADER_BYTES, 3);
    out.write(0xFC | (AnnexB.LENGTH_BYTES - 1));
    out.write(0xE0 | sps.size());
    sps.forEach(unit -> writeUnit(unit, out));
    out.write(pps.size());
    pps.forEach(unit -> writeUnit(unit, out));
    if (AvcConfiguration.WITH_CHROMA_FORMAT.contains(profile)) {
      reader.unsignedGolomb();
      int chroma = chromaFormat(reader);
      writeSampling(chroma, reader, out);
      out.write(0);
    }
    return Optional.of(out.toByteArray());
  }

  private static Optional<byte[]> hvcC(List<ByteBuffer> units) throws MalformedMediaException {
    var vps = ofType(HEVC_VPS, true, units);
    var sps = ofType(HEVC_SPS, true, units);
    var pps = ofType(HEVC_PPS, true, units);
    if (vps.isEmpty() || sps.isEmpty() || pps.isEmpty()) {
      return Optional.empty();
    }
    var reader = BitReader.ofNalUnit(sps.getFirst(), HEVC_NAL_HEADER_BYTES);
    reader.skip(4);
    int subLayers = (int) reader.bits(3);
    int nested = (int) reader.bits(1);
    var out = new ByteArrayOutputStream();
    out.write(1);
    for (int i = 0; i < PROFILE_TIER_LEVEL_BYTES; i++) {
      out.write((int) reader.bits(Byte.SIZE));
    }
    HevcConfiguration.skipSubLayers(subLayers, reader);
    reader.unsignedGolomb();
    int chroma = chromaFormat(reader);
    reader.unsignedGolomb();
    reader.unsignedGolomb();
    if (reader.flag()) {
      for (int side = 0; side < 4; side++) {
        reader.unsignedGolomb();
      }
    }
    write16(0xF000, out);
    out.write(0xFC);
    writeSampling(chroma, reader, out);
    write16(0, out);
    out.write(((subLayers + 1) << 3) | (nested << 2) | (AnnexB.LENGTH_BYTES - 1));
    out.write(3);
    writeArray(HEVC_VPS, vps, out);
    writeArray(HEVC_SPS, sps, out);
    writeArray(HEVC_PPS, pps, out);
    return Optional.of(out.toByteArray());
  }

  private static int chromaFormat(BitReader sps) throws MalformedMediaException {
    int chroma = (int) sps.unsignedGolomb();
    sps.skip(chroma == CHROMA_444 ? 1 : 0);
    return chroma;
  }

  /// Chroma format and the two bit depths, which come next in the SPS.
  private static void writeSampling(int chroma, BitReader sps, ByteArrayOutputStream out)
      throws MalformedMediaException {
    out.write(0xFC | chroma);
    out.write(0xF8 | (int) sps.unsignedGolomb());
    out.write(0xF8 | (int) sps.unsignedGolomb());
  }

  private static void writeArray(int type, List<byte[]> sets, ByteArrayOutputStream out) {
    out.write(COMPLETE | type);
    write16(sets.size(), out);
    sets.forEach(unit -> writeUnit(unit, out));
  }

  /// Each once: encoders repeat them.
  private static List<byte[]> ofType(int type, boolean hevc, List<ByteBuffer> units) {
    return units.stream()
        .filter(unit -> unit.remaining() > HEVC_NAL_HEADER_BYTES && unit.remaining() <= 0xFFFF)
        .filter(unit -> type(unit, hevc) == type)
        .distinct()
        .limit(SETS_MAX)
        .map(ParameterSets::octets)
        .toList();
  }

  private static int type(ByteBuffer unit, boolean hevc) {
    int header = unit.get(0);
    return hevc ? header >> 1 & 0x3F : header & 0x1F;
  }

  private static byte[] octets(ByteBuffer unit) {
    var octets = new byte[unit.remaining()];
    unit.get(0, octets);
    return octets;
  }

  private static void writeUnit(byte[] unit, ByteArrayOutputStream out) {
    write16(unit.length, out);
    out.writeBytes(unit);
  }

  private static void write16(int value, ByteArrayOutputStream out) {
    out.write(value >> Byte.SIZE);
    out.write(value);
  }
}
