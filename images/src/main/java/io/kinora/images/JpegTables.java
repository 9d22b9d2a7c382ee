package io.kinora.images;

/// The quantization tables of a JPEG as the IJG library scales them, which is what people expect
/// of a quality from 1 to 100: the example tables of ITU-T T.81, annex K, at 50.
final class JpegTables {
  /// FFmpeg multiplies tables with its quantizer and divides by 8.
  static final int NEUTRAL_QUANTIZER = 8;

  private static final short[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, //
    12, 12, 14, 19, 26, 58, 60, 55, //
    14, 13, 16, 24, 40, 57, 69, 56, //
    14, 17, 22, 29, 51, 87, 80, 62, //
    18, 22, 37, 56, 68, 109, 103, 77, //
    24, 35, 55, 64, 81, 104, 113, 92, //
    49, 64, 78, 87, 103, 121, 120, 101, //
    72, 92, 95, 98, 112, 100, 103, 99
  };

  private static final short[] CHROMINANCE = {
    17, 18, 24, 47, 99, 99, 99, 99, //
    18, 21, 26, 66, 99, 99, 99, 99, //
    24, 26, 56, 99, 99, 99, 99, 99, //
    47, 66, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99
  };

  private JpegTables() {}

  static short[] luminance(int quality) {
    return scaled(LUMINANCE, quality);
  }

  static short[] chrominance(int quality) {
    return scaled(CHROMINANCE, quality);
  }

  private static short[] scaled(short[] table, int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    var scaled = new short[table.length];
    for (int i = 0; i < table.length; i++) {
      scaled[i] = (short) Math.clamp((table[i] * percent + 50) / 100, 1, 255);
    }
    return scaled;
  }
}
