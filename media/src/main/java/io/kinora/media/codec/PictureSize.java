package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;

/// Size of a picture as it is shown, in pixels.
record PictureSize(int width, int height) {
  private static final int MAX = 0xFFFF;

  static PictureSize of(long width, long height) throws MalformedMediaException {
    if (width < 1 || width > MAX || height < 1 || height > MAX) {
      throw new MalformedMediaException("picture of " + width + "x" + height, 0);
    }
    return new PictureSize((int) width, (int) height);
  }
}
