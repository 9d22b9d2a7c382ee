package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.util.List;
import java.util.Set;

/// `avcC`: the configuration of H.264 (ISO/IEC 14496-15).
///
/// @param profile profile_idc
/// @param constraints the constraint flags
/// @param level level_idc
/// @param nalLengthBytes octets of the length before each NAL unit of a frame
/// @param sequenceParameterSets SPS, at least one
/// @param pictureParameterSets PPS, at least one
/// @param width pixels
/// @param height pixels
public record AvcConfiguration(
    int profile,
    int constraints,
    int level,
    int nalLengthBytes,
    List<byte[]> sequenceParameterSets,
    List<byte[]> pictureParameterSets,
    int width,
    int height) {
  private static final int CONSTRAINT_SET_1 = 0x40;
  private static final int CONSTRAINT_SET_3 = 0x10;
  private static final int LEVEL_1B = 9;

  /// Profiles whose SPS tells the chroma format.
  static final Set<Integer> WITH_CHROMA_FORMAT =
      Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

  private static final int CHROMA_444 = 3;
  private static final int MAX_POC_CYCLE = 255;

  /// Reads a CodecPrivate.
  public static AvcConfiguration read(byte[] avcC) throws MalformedMediaException {
    var reader = new ConfigurationReader(avcC);
    if (reader.octet() != 1) {
      throw reader.malformed("avcC of an unknown version");
    }
    int profile = reader.octet();
    int constraints = reader.octet();
    int level = reader.octet();
    int nalLengthBytes = 1 + (reader.octet() & 3);
    if (nalLengthBytes == 3) {
      throw reader.malformed("NAL unit lengths of 3 octets");
    }
    var sps = reader.nalUnits(reader.octet() & 0x1F);
    var pps = reader.nalUnits(reader.octet());
    if (sps.isEmpty() || pps.isEmpty()) {
      throw reader.malformed("avcC without parameter sets");
    }
    var size = size(BitReader.ofNalUnit(sps.getFirst(), 1));
    return new AvcConfiguration(
        profile,
        constraints,
        level,
        nalLengthBytes,
        List.copyOf(sps),
        List.copyOf(pps),
        size.width(),
        size.height());
  }

  /// What the track holds.
  public CodecDescription describe() {
    String codec = "avc1.%02x%02x%02x".formatted(profile, constraints, level);
    String name = "H.264 " + profileName() + " " + levelName();
    return CodecDescription.video(codec, name, width, height);
  }

  private String profileName() {
    return switch (profile) {
      case 66 -> (constraints & CONSTRAINT_SET_1) != 0 ? "Constrained Baseline" : "Baseline";
      case 77 -> "Main";
      case 88 -> "Extended";
      case 100 -> "High";
      case 110 -> "High 10";
      case 122 -> "High 4:2:2";
      case 244 -> "High 4:4:4 Predictive";
      default -> "profile " + profile;
    };
  }

  private String levelName() {
    boolean oneB = level == 11 && profile <= 88 && (constraints & CONSTRAINT_SET_3) != 0;
    return oneB || level == LEVEL_1B ? "1b" : level / 10 + "." + level % 10;
  }

  private static PictureSize size(BitReader sps) throws MalformedMediaException {
    int profile = (int) sps.bits(8);
    sps.skip(16);
    sps.unsignedGolomb();
    int chroma = 1;
    if (WITH_CHROMA_FORMAT.contains(profile)) {
      chroma = chromaFormat(sps);
    }
    sps.unsignedGolomb();
    skipPictureOrder(sps);
    sps.unsignedGolomb();
    sps.skip(1);
    long widthInMacroblocks = sps.unsignedGolomb() + 1;
    long heightInMapUnits = sps.unsignedGolomb() + 1;
    int fields = sps.flag() ? 1 : 2;
    sps.skip(fields == 2 ? 2 : 1);
    long cropAcross = 0;
    long cropDown = 0;
    if (sps.flag()) {
      cropAcross = sps.unsignedGolomb() + sps.unsignedGolomb();
      cropDown = sps.unsignedGolomb() + sps.unsignedGolomb();
    }
    int unitAcross = chroma == 1 || chroma == 2 ? 2 : 1;
    int unitDown = chroma == 1 ? 2 : 1;
    return PictureSize.of(
        widthInMacroblocks * 16 - unitAcross * cropAcross,
        fields * (heightInMapUnits * 16 - unitDown * cropDown));
  }

  private static int chromaFormat(BitReader sps) throws MalformedMediaException {
    int chroma = (int) sps.unsignedGolomb();
    sps.skip(chroma == CHROMA_444 ? 1 : 0);
    sps.unsignedGolomb();
    sps.unsignedGolomb();
    sps.skip(1);
    if (sps.flag()) {
      int lists = chroma == CHROMA_444 ? 12 : 8;
      for (int i = 0; i < lists; i++) {
        if (sps.flag()) {
          skipScalingList(sps, i < 6 ? 16 : 64);
        }
      }
    }
    return chroma;
  }

  private static void skipScalingList(BitReader sps, int size) throws MalformedMediaException {
    long last = 8;
    long next = 8;
    for (int i = 0; i < size; i++) {
      if (next != 0) {
        next = (last + sps.signedGolomb() + 256) & 0xFF;
      }
      last = next != 0 ? next : last;
    }
  }

  private static void skipPictureOrder(BitReader sps) throws MalformedMediaException {
    long type = sps.unsignedGolomb();
    if (type == 0) {
      sps.unsignedGolomb();
    } else if (type == 1) {
      sps.skip(1);
      sps.signedGolomb();
      sps.signedGolomb();
      long cycle = sps.unsignedGolomb();
      if (cycle > MAX_POC_CYCLE) {
        throw new MalformedMediaException("picture order count cycle too long", 0);
      }
      for (int i = 0; i < cycle; i++) {
        sps.signedGolomb();
      }
    }
  }
}
