package io.kinora.server.image;

/// What images are to be like.
///
/// @param quality of a JPEG, 1 to 100; [#ANY_QUALITY] for a PNG, which has none
/// @param width pixels; 0 if it follows from the height, or from the picture
/// @param height pixels; 0 if it follows from the width, or from the picture
record ImageTarget(Format format, int quality, int width, int height) {
  static final int ANY_QUALITY = 80;
  static final int QUALITY_MAX = 100;
  static final int WIDTH_MAX = 3840;
  static final int HEIGHT_MAX = 2160;

  /// The format of an image, and its number in the decoder's protocol.
  enum Format {
    JPEG(1),
    PNG(2);

    private final int code;

    Format(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  ImageTarget {
    quality = format == Format.PNG ? ANY_QUALITY : quality;
  }
}
