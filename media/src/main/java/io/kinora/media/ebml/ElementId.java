package io.kinora.media.ebml;

/// Element ids: one to four octets whose marker bit stays part of the id, so that an id is unique
/// as an `int`. This class holds those that every EBML document may use.
public final class ElementId {
  /// Widest id, in octets.
  public static final int MAX_WIDTH = 4;

  public static final int EBML = 0x1A45DFA3;
  public static final int EBML_MAX_ID_LENGTH = 0x42F2;
  public static final int EBML_MAX_SIZE_LENGTH = 0x42F3;
  public static final int EBML_VERSION = 0x4286;
  public static final int EBML_READ_VERSION = 0x42F7;
  public static final int DOC_TYPE = 0x4282;
  public static final int DOC_TYPE_VERSION = 0x4287;
  public static final int DOC_TYPE_READ_VERSION = 0x4285;
  public static final int VOID = 0xEC;
  public static final int CRC_32 = 0xBF;

  private ElementId() {}

  /// Octets of an id.
  public static int width(int id) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(id) + Byte.SIZE - 1) / Byte.SIZE;
  }

  /// Whether an id of that width is legal: written no wider than needed, and neither all zeros nor
  /// all ones behind the marker.
  public static boolean legal(int id, int width) {
    int greatest = (1 << (7 * width)) - 1;
    int greatestOfNarrower = width == 1 ? 0 : (1 << (7 * (width - 1))) - 2;
    int value = id & greatest;
    return value > greatestOfNarrower && value < greatest;
  }

  /// The id as it is written in specifications.
  public static String toString(int id) {
    return String.format("%0" + 2 * width(id) + "X", id);
  }
}
