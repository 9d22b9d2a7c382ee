package io.kinora.images;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;

import java.io.DataInput;
import java.io.IOException;

/// What stands in front of the frames of a job; the package page has the layout.
///
/// @param codec FFmpeg's id of the codec
/// @param target what the images are like
/// @param jobMaxBytes octets of images after which the rest is left for another job
/// @param wanted frames of the job in the order they are shown
/// @param configuration parameter sets behind start codes
/// @param frameCount frames that follow
record Job(
    int codec, Target target, int jobMaxBytes, int[] wanted, byte[] configuration, int frameCount) {
  private static final int WANTED_MAX = 1000;
  private static final int CONFIGURATION_BYTES_MAX = 1 << 20;
  private static final int FRAMES_MAX = 1 << 18;

  /// The format of an image.
  enum Format {
    JPEG,
    PNG
  }

  /// What images are like.
  ///
  /// @param quality of a JPEG, 1 to 100
  /// @param width 0 if it follows from the height or from the picture
  /// @param height 0 if it follows from the width or from the picture
  /// @param imageMaxBytes the largest image that is of use
  record Target(Format format, int quality, int width, int height, int imageMaxBytes) {}

  /// Reads what precedes the frames. The server checked all of it, so anything out of range is a
  /// sign that both do not speak the same protocol.
  static Job read(DataInput in) throws IOException {
    int codecCode = in.readUnsignedByte();
    int codec =
        switch (codecCode) {
          case 1 -> AV_CODEC_ID_H264;
          case 2 -> AV_CODEC_ID_HEVC;
          default -> throw new IOException("codec " + codecCode);
        };
    int formatCode = in.readUnsignedByte();
    var format =
        switch (formatCode) {
          case 1 -> Format.JPEG;
          case 2 -> Format.PNG;
          default -> throw new IOException("format " + formatCode);
        };
    int quality = checked("quality", in.readUnsignedByte(), 100);
    int width = in.readUnsignedShort();
    int height = in.readUnsignedShort();
    int imageMaxBytes = checked("imageMax", in.readInt(), Integer.MAX_VALUE);
    int jobMaxBytes = checked("jobMax", in.readInt(), Integer.MAX_VALUE);
    var wanted = new int[checked("wanted", in.readUnsignedShort(), WANTED_MAX)];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = checked("wanted frame", in.readInt(), FRAMES_MAX);
    }
    var configuration = new byte[checked("configuration", in.readInt(), CONFIGURATION_BYTES_MAX)];
    in.readFully(configuration);
    int frameCount = checked("frames", in.readInt(), FRAMES_MAX);
    var target = new Target(format, quality, width, height, imageMaxBytes);
    return new Job(codec, target, jobMaxBytes, wanted, configuration, frameCount);
  }

  private static int checked(String what, int value, int max) throws IOException {
    if (value < 0 || value > max) {
      throw new IOException(what + " " + value);
    }
    return value;
  }
}
