package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/// `hvcC`: the configuration of H.265 (ISO/IEC 14496-15).
///
/// @param profileSpace general_profile_space
/// @param highTier general_tier_flag
/// @param profile general_profile_idc
/// @param compatibility the 32 profile compatibility flags
/// @param constraints the 6 octets of constraint flags
/// @param level general_level_idc
/// @param nalLengthBytes octets of the length before each NAL unit of a frame
/// @param parameterSets VPS, SPS and PPS, at least one of each, and perhaps SEI, in their order
/// @param width pixels
/// @param height pixels
public record HevcConfiguration(
    int profileSpace,
    boolean highTier,
    int profile,
    int compatibility,
    byte[] constraints,
    int level,
    int nalLengthBytes,
    List<byte[]> parameterSets,
    int width,
    int height) {
  private static final int VPS = 32;
  private static final int SPS = 33;
  private static final int PPS = 34;
  private static final int NAL_HEADER_BYTES = 2;
  private static final int PROFILE_BITS = 88;
  private static final int LEVEL_BITS = 8;
  private static final int CHROMA_444 = 3;

  /// Where the number of arrays stands.
  private static final int ARRAYS = 22;

  private static final int COMPLETE = 0x80;

  /// Reads a CodecPrivate.
  public static HevcConfiguration read(byte[] hvcC) throws MalformedMediaException {
    var reader = new ConfigurationReader(hvcC);
    if (reader.octet() > 1) {
      throw reader.malformed("hvcC of an unknown version");
    }
    int spaceTierProfile = reader.octet();
    int compatibility = reader.bigEndian16() << Short.SIZE | reader.bigEndian16();
    byte[] constraints = reader.take(6);
    int level = reader.octet();
    reader.take(8);
    int nalLengthBytes = 1 + (reader.octet() & 3);
    if (nalLengthBytes == 3) {
      throw reader.malformed("NAL unit lengths of 3 octets");
    }
    var parameterSets = new ArrayList<byte[]>();
    for (int arrays = reader.octet(); arrays > 0; arrays--) {
      reader.octet();
      parameterSets.addAll(reader.nalUnits(reader.bigEndian16()));
    }
    first(VPS, parameterSets);
    first(PPS, parameterSets);
    var size = size(BitReader.ofNalUnit(first(SPS, parameterSets), NAL_HEADER_BYTES));
    return new HevcConfiguration(
        spaceTierProfile >> 6,
        (spaceTierProfile & 0x20) != 0,
        spaceTierProfile & 0x1F,
        compatibility,
        constraints,
        level,
        nalLengthBytes,
        List.copyOf(parameterSets),
        size.width(),
        size.height());
  }

  /// A copy of an `hvcC` that [#read] takes, which says that no parameter sets come with the
  /// frames, as the sample entry `hvc1` demands. Producers leave that bit 0, and old ones the
  /// version too.
  public static byte[] complete(byte[] hvcC) {
    byte[] copy = hvcC.clone();
    copy[0] = 1;
    int at = ARRAYS + 1;
    for (int arrays = copy[ARRAYS] & 0xFF; arrays > 0; arrays--) {
      int type = copy[at] & 0x3F;
      if (type >= VPS && type <= PPS) {
        copy[at] |= (byte) COMPLETE;
      }
      int units = bigEndian16(copy, at + 1);
      at += 3;
      for (; units > 0; units--) {
        at += 2 + bigEndian16(copy, at);
      }
    }
    return copy;
  }

  private static int bigEndian16(byte[] octets, int at) {
    return (octets[at] & 0xFF) << Byte.SIZE | (octets[at + 1] & 0xFF);
  }

  /// What the track holds.
  public CodecDescription describe() {
    String name = "H.265 %s %d.%d".formatted(profileName(), level / 30, level % 30 / 3);
    return CodecDescription.video(
        codecString(), highTier ? name + " High tier" : name, width, height);
  }

  private String profileName() {
    return switch (profile) {
      case 1 -> "Main";
      case 2 -> "Main 10";
      case 3 -> "Main Still Picture";
      case 4 -> "Range Extensions";
      default -> "profile " + profile;
    };
  }

  private String codecString() {
    var text = new StringBuilder("hvc1.");
    if (profileSpace > 0) {
      text.append((char) ('A' + profileSpace - 1));
    }
    text.append(profile)
        .append('.')
        .append(Integer.toHexString(Integer.reverse(compatibility)))
        .append('.')
        .append(highTier ? 'H' : 'L')
        .append(level);
    int last = constraints.length;
    while (last > 0 && constraints[last - 1] == 0) {
      last--;
    }
    for (int i = 0; i < last; i++) {
      text.append('.').append(Integer.toHexString(constraints[i] & 0xFF));
    }
    return text.toString();
  }

  /// The first unit that says of itself to be of that type; producers are known to label the arrays
  /// by their order alone.
  private static byte[] first(int type, List<byte[]> units) throws MalformedMediaException {
    for (byte[] unit : units) {
      if (unit.length >= NAL_HEADER_BYTES && (unit[0] >> 1 & 0x3F) == type) {
        return unit;
      }
    }
    throw new MalformedMediaException("hvcC without NAL unit of type " + type, 0);
  }

  private static PictureSize size(BitReader sps) throws MalformedMediaException {
    sps.skip(4);
    int subLayers = (int) sps.bits(3);
    sps.skip(1);
    sps.skip(PROFILE_BITS + LEVEL_BITS);
    skipSubLayers(subLayers, sps);
    sps.unsignedGolomb();
    int chroma = (int) sps.unsignedGolomb();
    sps.skip(chroma == CHROMA_444 ? 1 : 0);
    long width = sps.unsignedGolomb();
    long height = sps.unsignedGolomb();
    if (sps.flag()) {
      int unitAcross = chroma == 1 || chroma == 2 ? 2 : 1;
      int unitDown = chroma == 1 ? 2 : 1;
      width -= unitAcross * (sps.unsignedGolomb() + sps.unsignedGolomb());
      height -= unitDown * (sps.unsignedGolomb() + sps.unsignedGolomb());
    }
    return PictureSize.of(width, height);
  }

  /// Skips the profiles and levels of sub-layers, behind the general ones.
  static void skipSubLayers(int subLayers, BitReader sps) throws MalformedMediaException {
    if (subLayers == 0) {
      return;
    }
    long present = sps.bits(2 * 8);
    for (int i = 0; i < subLayers; i++) {
      boolean profilePresent = (present >> (15 - 2 * i) & 1) == 1;
      boolean levelPresent = (present >> (14 - 2 * i) & 1) == 1;
      sps.skip((profilePresent ? PROFILE_BITS : 0) + (levelPresent ? LEVEL_BITS : 0));
    }
  }
}
