package io.kinora.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Footage whose every frame tells by its grey which one it is, made by FFmpeg: a wrong frame is a
/// wrong grey. The right half is inverted, so that a picture that is cut or moved shows too.
final class Footage {
  /// Frames until the greys begin again.
  static final int CYCLE = 40;

  private static final int DARKEST = 24;
  private static final int STEP = 5;
  private static final long TIMEOUT_S = 60;

  private Footage() {}

  /// Makes a Matroska file of ten frames a second whose Clusters begin at key frames.
  static Path make(Path folder, String size, int frames, String... encoder) throws Exception {
    return matroska(folder, greys(size), frames, List.of(encoder));
  }

  /// The same with Clusters of at most 700 ms, which begin anywhere.
  static Path cutAnywhere(Path folder, String size, int frames, String... encoder)
      throws Exception {
    var file = folder.resolve("footage.mkv");
    var words = new ArrayList<>(List.of(encoder));
    words.addAll(List.of("-cluster_time_limit", "700"));
    ffmpeg(folder, greys(size), frames, words, file);
    return file;
  }

  /// The same of two frames of one colour.
  static Path plain(Path folder, String colour, String... encoder) throws Exception {
    return matroska(folder, "color=c=" + colour + ":size=320x240:rate=10", 2, List.of(encoder));
  }

  /// Makes a file of H.264 with start codes and delimiters, one key frame at the beginning.
  static Path raw(Path folder, String size, int frames) throws Exception {
    var file = folder.resolve("footage.h264");
    var encoder = "-c:v libx264 -pix_fmt yuv420p -g 100 -bf 0 -x264-params aud=1 -f h264";
    ffmpeg(folder, greys(size), frames, List.of(encoder.split(" ")), file);
    return file;
  }

  private static String greys(String size) {
    return "nullsrc=size=%s:rate=10,format=yuv444p,geq=lum='if(lt(X,W/2),%2$d+mod(N,%3$d)*%4$d,255-%2$d-mod(N,%3$d)*%4$d)':cb=128:cr=128"
        .formatted(size, DARKEST, CYCLE, STEP);
  }

  private static Path matroska(Path folder, String source, int frames, List<String> encoder)
      throws Exception {
    var file = folder.resolve("footage.mkv");
    var words = new ArrayList<>(encoder);
    // Clusters end at key frames alone.
    words.addAll(List.of("-cluster_time_limit", "60000", "-cluster_size_limit", "50000000"));
    ffmpeg(folder, source, frames, words, file);
    return file;
  }

  private static void ffmpeg(
      Path folder, String source, int frames, List<String> encoder, Path file) throws Exception {
    var words = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi"));
    words.addAll(List.of("-i", source, "-frames:v", Integer.toString(frames)));
    words.addAll(encoder);
    words.add(file.toString());
    var log = folder.resolve("ffmpeg.log");
    var process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(words + ": " + Files.readString(log));
    }
  }

  /// Which frame of the cycle an image is of.
  static int frame(BufferedImage image) {
    int left = grey(image, image.getWidth() / 4);
    int right = grey(image, image.getWidth() * 3 / 4);
    int frame = Math.round((luma(left) - DARKEST) / STEP);
    if (Math.abs(luma(left) + luma(right) - 255) > STEP) {
      throw new AssertionError("greys of " + left + " and " + right);
    }
    return frame;
  }

  private static float luma(int grey) {
    return 16 + grey * 219f / 255;
  }

  private static int grey(BufferedImage image, int x) {
    int rgb = image.getRGB(x, image.getHeight() / 2);
    return ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3;
  }
}
