package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.nio.charset.StandardCharsets;

/// BITMAPINFOHEADER, the configuration of the codec id `V_MS/VFW/FOURCC`.
///
/// @param fourCc four characters that name the codec
/// @param width pixels
/// @param height pixels
public record BitmapInfo(String fourCc, int width, int height) {
  private static final String MOTION_JPEG = "MJPG";
  private static final int HEADER_BYTES = 40;
  private static final int BYTES_BEHIND_FOUR_CC = 20;

  /// Reads a CodecPrivate.
  public static BitmapInfo read(byte[] bitmapInfo) throws MalformedMediaException {
    var reader = new ConfigurationReader(bitmapInfo);
    if (reader.littleEndian32() < HEADER_BYTES) {
      throw reader.malformed("BITMAPINFOHEADER too short");
    }
    long width = reader.littleEndian32();
    // A negative height says that lines go from top to bottom.
    long height = Math.abs((long) (int) reader.littleEndian32());
    reader.take(4);
    String fourCc = new String(reader.take(4), StandardCharsets.ISO_8859_1);
    reader.take(BYTES_BEHIND_FOUR_CC);
    if (!fourCc.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw reader.malformed("BITMAPINFOHEADER without a codec");
    }
    var size = PictureSize.of(width, height);
    return new BitmapInfo(fourCc, size.width(), size.height());
  }

  /// What the track holds.
  public CodecDescription describe() {
    String name = fourCc.equals(MOTION_JPEG) ? "Motion JPEG" : fourCc;
    return CodecDescription.video("", name, width, height);
  }
}
