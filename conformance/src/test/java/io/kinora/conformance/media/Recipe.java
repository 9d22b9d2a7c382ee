package io.kinora.conformance.media;

/// How a sample is made: the command line of FFmpeg or GStreamer.
///
/// @param command the program and its arguments, between spaces
/// @param piped whether the media comes out of standard output, so that the muxer cannot go back to
///     fill in sizes
record Recipe(String command, boolean piped) {
  /// Stands for the file to write in the command line.
  static final String OUTPUT = "{output}";

  static final String VIDEO = "-f lavfi -i testsrc2=size=640x360:rate=15";
  static final String TONE_8_KHZ = "-f lavfi -i sine=sample_rate=8000";
  static final String TONE_48_KHZ = "-f lavfi -i sine=sample_rate=48000";

  static final String H264 = "-c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p";
  static final String H264_B_FRAMES =
      "-c:v libx264 -preset veryfast -bf 3 -b_strategy 0 -g 30 -pix_fmt yuv420p";
  static final String HEVC =
      "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=30 -pix_fmt yuv420p";

  static final String GSTREAMER_H264 =
      "! video/x-raw,width=640,height=360,framerate=15/1 ! x264enc key-int-max=30 %s ! h264parse !";

  /// Key frames each second of 25 frames, and none held back by the encoder.
  static final String H264_EVERY_SECOND =
      "-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -pix_fmt yuv420p";

  /// Pictures that have their number in their first line: black and white cells of 48 pixels, the
  /// lowest bit first.
  static String numbered(int bits) {
    var boxes = new StringBuilder("drawbox=w=640:h=48:color=black:t=fill");
    for (int bit = 0; bit < bits; bit++) {
      boxes.append(
          ",drawbox=x=%d:w=48:h=48:color=white:t=fill:enable='gte(mod(n,%d),%d)'"
              .formatted(48 * bit, 2 << bit, 1 << bit));
    }
    return "-f lavfi -i testsrc2=size=640x360:rate=25 -vf " + boxes;
  }

  /// FFmpeg writing a file.
  static Recipe ffmpeg(int seconds, String inputs, String encoder) {
    return new Recipe(ffmpeg(seconds, inputs, encoder, OUTPUT), false);
  }

  /// FFmpeg writing into a pipe.
  static Recipe ffmpegPipe(int seconds, String inputs, String encoder) {
    return new Recipe(ffmpeg(seconds, inputs, encoder, "pipe:1"), true);
  }

  /// GStreamer writing a file; the muxer is called `mux`.
  static Recipe gstreamer(String muxer, String pipeline) {
    return new Recipe(
        "gst-launch-1.0 -q matroskamux name=mux %s ! filesink location=%s %s"
            .formatted(muxer, OUTPUT, pipeline),
        false);
  }

  private static String ffmpeg(int seconds, String inputs, String encoder, String output) {
    return "ffmpeg -v error -y %s -t %d %s -f matroska %s"
        .formatted(inputs, seconds, encoder, output);
  }
}
