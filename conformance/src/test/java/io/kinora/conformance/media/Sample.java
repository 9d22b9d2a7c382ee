package io.kinora.conformance.media;

import static io.kinora.conformance.media.Recipe.GSTREAMER_H264;
import static io.kinora.conformance.media.Recipe.TONE_48_KHZ;
import static io.kinora.conformance.media.Recipe.TONE_8_KHZ;
import static io.kinora.conformance.media.Recipe.VIDEO;
import static io.kinora.conformance.media.Recipe.ffmpeg;
import static io.kinora.conformance.media.Recipe.ffmpegPipe;
import static io.kinora.conformance.media.Recipe.gstreamer;

import io.kinora.conformance.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;

/// The media that producers send, each made by the muxer and encoder that its users have. A sample
/// is made when a test first asks for it, and kept in the build folder under a name that changes
/// with its recipe.
public enum Sample {
  H264(ffmpeg(12, VIDEO, Recipe.H264)),
  H264_SMALL(ffmpeg(12, "-f lavfi -i testsrc2=size=320x180:rate=15", Recipe.H264)),
  H264_B_FRAMES(ffmpeg(12, VIDEO, Recipe.H264_B_FRAMES)),
  H264_OPEN_GOP(ffmpegPipe(12, VIDEO, Recipe.H264_B_FRAMES + " -x264-params open-gop=1")),
  H264_CUT_ANYWHERE(
      ffmpegPipe(12, VIDEO + " " + TONE_48_KHZ, "-c:v libx264 -g 30 -pix_fmt yuv420p -c:a aac")),
  H264_LIVE(ffmpegPipe(12, VIDEO, Recipe.H264 + " -live 1")),
  H264_CUES_IN_FRONT(
      ffmpeg(6, VIDEO, Recipe.H264 + " -write_crc32 0 -cues_to_front 1 -reserve_index_space 4096")),
  H264_SHORT_CLUSTERS(ffmpeg(6, VIDEO, Recipe.H264 + " -cluster_time_limit 400")),
  H264_TAGGED(
      ffmpeg(4, VIDEO, Recipe.H264 + " -metadata title=Porch -metadata:s:v:0 camera=north")),
  H264_AAC(ffmpeg(12, VIDEO + " " + TONE_48_KHZ, Recipe.H264 + " -c:a aac")),
  H264_ALAW(ffmpeg(6, VIDEO + " " + TONE_8_KHZ, Recipe.H264 + " -c:a pcm_alaw")),
  H264_MULAW(ffmpegPipe(6, VIDEO + " " + TONE_8_KHZ, Recipe.H264 + " -c:a pcm_mulaw")),
  H264_MULAW_FILE(ffmpeg(6, VIDEO + " " + TONE_8_KHZ, Recipe.H264 + " -c:a pcm_mulaw")),
  HEVC(ffmpeg(8, VIDEO, Recipe.HEVC)),
  HEVC_AAC(ffmpegPipe(8, VIDEO + " " + TONE_48_KHZ, Recipe.HEVC + " -c:a aac")),
  AAC(ffmpeg(12, TONE_48_KHZ, "-c:a aac -cluster_time_limit 2000")),
  MJPEG(ffmpeg(4, VIDEO, "-c:v mjpeg")),
  GSTREAMER(
      gstreamer(
          "streamable=true",
          "videotestsrc num-buffers=180 "
              + GSTREAMER_H264.formatted("speed-preset=ultrafast")
              + " mux.")),
  GSTREAMER_TENTH_OF_A_MILLISECOND(
      gstreamer(
          "streamable=true timecodescale=100000",
          "videotestsrc num-buffers=90 "
              + GSTREAMER_H264.formatted("bframes=2 b-adapt=false speed-preset=veryfast")
              + " mux.")),
  GSTREAMER_FILE_AAC(
      gstreamer(
          "",
          "videotestsrc num-buffers=90 "
              + GSTREAMER_H264.formatted("speed-preset=ultrafast")
              + " mux. audiotestsrc num-buffers=250 ! avenc_aac ! aacparse ! mux.")),
  H264_FRAME_A_SECOND(
      ffmpeg(
          6,
          "-f lavfi -i testsrc2=size=320x180:rate=1",
          "-c:v libx264 -preset ultrafast -g 1 -pix_fmt yuv420p")),
  SOUND_AFTER_THE_PICTURE(
      ffmpeg(
          8,
          "-f lavfi -i testsrc2=size=320x180:rate=15:duration=4 " + TONE_48_KHZ,
          Recipe.H264 + " -g 15 -c:a aac -cluster_time_limit 1200")),
  PICTURE_AFTER_THE_SOUND(
      ffmpeg(
          8,
          "-f lavfi -i testsrc2=size=320x180:rate=15 " + TONE_48_KHZ + ":duration=4",
          Recipe.H264 + " -g 15 -c:a aac -cluster_time_limit 1200")),
  CAMERA_FOR_A_MINUTE(
      ffmpeg(
          60,
          "-f lavfi -i testsrc2=size=320x180:rate=15 " + TONE_48_KHZ,
          "-c:v libx264 -preset ultrafast -g 15 -pix_fmt yuv420p -c:a aac")),
  H264_NUMBERED(ffmpeg(60, Recipe.numbered(12), Recipe.H264_EVERY_SECOND)),
  H264_1080P_FOR_3_MINUTES(
      ffmpeg(
          180,
          "-f lavfi -i testsrc2=size=1920x1080:rate=10",
          "-c:v libx264 -preset ultrafast -tune zerolatency -crf 36 -g 20 -pix_fmt yuv420p"));

  /// Of a frame of [#H264_NUMBERED].
  public static final long NUMBERED_FRAME_MS = 40;

  /// Of the whole of [#H264_NUMBERED].
  public static final long NUMBERED_LENGTH_MS = 60_000;

  private static final Path FOLDER =
      Path.of(System.getProperty("kinora.samples", "target/samples"));

  private final String recipe;
  private final boolean piped;

  Sample(Recipe recipe) {
    this.recipe = recipe.command();
    this.piped = recipe.piped();
  }

  /// The file, made if it is not there yet.
  public synchronized Path path() {
    var identity = UUID.nameUUIDFromBytes(recipe.getBytes(StandardCharsets.UTF_8));
    var file = FOLDER.resolve(name().toLowerCase(Locale.ROOT) + "-" + identity + ".mkv");
    if (Files.notExists(file)) {
      make(file);
    }
    return file;
  }

  /// The file taken apart.
  public MediaFile read() {
    return MediaFile.read(path());
  }

  static boolean isOne(Path file) {
    return file.startsWith(FOLDER);
  }

  private void make(Path file) {
    try {
      Files.createDirectories(FOLDER);
      var unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
      var command = recipe.replace(Recipe.OUTPUT, unfinished.toString()).split(" +");
      var result = Command.of(command).succeed();
      if (piped) {
        Files.write(unfinished, result.output());
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
