package io.kinora.images;

/// Width and height of an image, in pixels.
record ImageSize(int width, int height) {
  /// The size of the image of a picture, of which both, one (the other keeps the shape, and is
  /// even) or none was asked for.
  static ImageSize of(int pictureWidth, int pictureHeight, int width, int height) {
    if (width == 0 && height == 0) {
      return new ImageSize(pictureWidth, pictureHeight);
    }
    return new ImageSize(
        width == 0 ? follow(height, pictureWidth, pictureHeight) : width,
        height == 0 ? follow(width, pictureHeight, pictureWidth) : height);
  }

  private static int follow(int given, int other, int same) {
    long even = 2 * Math.round((double) given * other / same / 2);
    return Math.clamp(even, 1, Integer.MAX_VALUE);
  }
}
