package io.kinora.media.matroska;

import java.util.HexFormat;

/// A whole session of a C producer in 395 octets; the frames are made up, the layout is genuine.
final class WorkedDocument {
  static final String SHA_256 = "55df5c9c6c35ea1334ac784bb6e4068b85450fca435b6d78eb570c5941071476";

  static final byte[] EBML_HEADER =
      hex(
          """
          1A 45 DF A3 A3 42 86 81 01 42 F7 81 01 42 F2 81 04 42 F3 81 08 42 82 88
          6D 61 74 72 6F 73 6B 61 42 87 81 02 42 85 81 02
          """);
  static final byte[] SEGMENT = hex("18 53 80 67 FF");
  static final byte[] INFO =
      hex(
          """
          15 49 A9 66 40 5B 73 A4 90 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E
          0F 2A D7 B1 88 00 00 00 00 00 0F 42 40 7B A9 91 4B 69 6E 65 73 69 73 20
          56 69 64 65 6F 20 53 44 4B 4D 80 91 4B 69 6E 65 73 69 73 20 56 69 64 65
          6F 20 53 44 4B 57 41 91 4B 69 6E 65 73 69 73 20 56 69 64 65 6F 20 53 44
          4B
          """);
  static final byte[] TRACKS =
      hex(
          """
          16 54 AE 6B 10 00 00 67 AE 10 00 00 62 D7 81 01 73 C5 88 00 00 00 00 00
          00 00 01 83 81 01 53 6E 8D 6B 69 6E 65 73 69 73 5F 76 69 64 65 6F 86 8F
          56 5F 4D 50 45 47 34 2F 49 53 4F 2F 41 56 43 E0 10 00 00 08 B0 82 02 80
          BA 82 01 E0 63 A2 10 00 00 1D 01 64 00 28 FF E1 00 0E 27 64 00 28 AC 2B
          40 50 1E D0 0F 12 26 A0 01 00 04 28 EE 1F 2C
          """);
  static final byte[] CLUSTER =
      hex(
          """
          1F 43 B6 75 FF
          E7 88 00 00 01 8B CF E5 68 00
          A7 81 00
          A3 01 00 00 00 00 00 00 0B 81 00 00 80 00 00 00 03 65 88 84
          A3 01 00 00 00 00 00 00 0B 81 00 28 00 00 00 00 03 41 9A 00
          """);
  static final byte[] END_OF_FRAGMENT =
      hex(
          """
          12 54 C3 67 01 00 00 00 00 00 00 48 73 73 01 00 00 00 00 00 00 3E 67 C8
          01 00 00 00 00 00 00 34 45 A3 01 00 00 00 00 00 00 20 41 57 53 5F 4B 49
          4E 45 53 49 53 56 49 44 45 4F 5F 45 4E 44 5F 4F 46 5F 46 52 41 47 4D 45
          4E 54 44 87 01 00 00 00 00 00 00 00
          """);
  static final byte[] SEGMENT_OF_UNKNOWN_SIZE = hex("18 53 80 67 01 FF FF FF FF FF FF FF");

  private WorkedDocument() {}

  static byte[] octets() {
    return concat(EBML_HEADER, SEGMENT, INFO, TRACKS, CLUSTER, END_OF_FRAGMENT);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
  }

  static byte[] concat(byte[]... parts) {
    var all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
