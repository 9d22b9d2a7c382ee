package io.kinora.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The right pictures of real footage, through the whole server and the packaged decoder.
final class PicturesTest {
  private static final String H264 = "libx264 -pix_fmt yuv420p -g 10";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ImageServer server;

  @BeforeEach
  void start() throws Exception {
    server = ImageServer.start(folder.resolve("data"), Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "libx264 -pix_fmt yuv420p -g 10 -bf 3 -b_strategy 0",
        "libx264 -pix_fmt yuv420p -g 40 -bf 3 -b_strategy 0 -x264-params b-pyramid=normal",
        "libx264 -pix_fmt yuv422p10le -g 10",
        "libx264 -pix_fmt yuv444p -g 10",
        "libx264 -pix_fmt yuvj420p -g 10",
        "libx264 -pix_fmt yuv420p -g 10 -flags +ildct+ilme",
        "libx265 -pix_fmt yuv420p -x265-params log-level=none:keyint=10:open-gop=0",
        "libx265 -pix_fmt yuv420p10le -x265-params log-level=none:keyint=20:open-gop=0",
        "libx265 -pix_fmt yuv422p10le -x265-params log-level=none:keyint=10:open-gop=0"
      })
  void eachInstantShowsTheFrameOnTheScreen(String encoder) throws Exception {
    put("322x184", 40, encoder);

    var answer = server.images(0, 3999, ",\"SamplingInterval\":250,\"MaxResults\":100");

    assertThat(answer.frames())
        .isEqualTo(IntStream.range(0, 16).map(k -> k * 250 / 100).boxed().toList());
    assertSize(answer.entries().getFirst().image(), 322, 184);
  }

  /// Muxers that cut by the clock begin Clusters with frames that refer to the Cluster before.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "libx264 -pix_fmt yuv420p -g 40 -bf 0",
        "libx265 -pix_fmt yuv420p -x265-params log-level=none:keyint=40:bframes=0"
      })
  void fragmentsThatDoNotBeginWithAKeyFrameAreShownWithThoseBefore(String encoder)
      throws Exception {
    server.put(Footage.cutAnywhere(folder, "320x180", 40, ("-c:v " + encoder).split(" ")));

    var answer = server.images(0, 3900, ",\"SamplingInterval\":300,\"MaxResults\":100");

    assertThat(answer.frames()).isEqualTo(IntStream.range(0, 14).map(k -> k * 3).boxed().toList());
  }

  /// Pictures shown before the key frame of a fragment may refer to the fragment before.
  @Test
  void anOpenGroupOfPicturesIsShownWithTheOneBefore() throws Exception {
    put("320x180", 40, "libx265 -x265-params log-level=none:keyint=10:bframes=3:open-gop=1");

    var answer = server.images(0, 3900, ",\"SamplingInterval\":300,\"MaxResults\":100");

    var frames = answer.frames();
    assertThat(frames).hasSize(14);
    for (int k = 0; k < frames.size(); k++) {
      // The pictures before a key frame lie outside of its fragment by the clock.
      assertThat(frames.get(k)).as("at %d ms", k * 300).isBetween(k * 3 - 3, k * 3);
    }
  }

  @Test
  void jpegAndPngShowTheSame() throws Exception {
    put("320x180", 10, H264);

    var png = server.images(500, 500, ",\"Format\":\"PNG\"").entries().getFirst();
    var jpeg = server.images(500, 500, ",\"Format\":\"JPEG\"").entries().getFirst();

    assertThat(png.content()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(jpeg.content()).startsWith(0xFF, 0xD8);
    assertThat(List.of(png.frame(), jpeg.frame())).containsExactly(5, 5);
  }

  @Test
  void qualityIsThatOfTheReferenceLibrary() throws Exception {
    put("320x180", 10, H264);

    assertThat(luminanceTable(jpeg(quality(50)))).startsWith(8, 11, 12, 14, 12, 10, 16, 14);
    assertThat(luminanceTable(jpeg(quality(80)))).startsWith(8, 4, 5, 6, 5, 4, 6, 6, 5, 6, 7, 7);
    assertThat(luminanceTable(jpeg(quality(100)))).startsWith(8, 1, 1, 1, 1, 1, 1, 1);
    assertThat(jpeg("")).as("80 unless told").isEqualTo(jpeg(quality(80)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 322, 184",
    "',\"WidthPixels\":161', 161, 92",
    "',\"WidthPixels\":100', 100, 58",
    "',\"HeightPixels\":46', 80, 46",
    "',\"WidthPixels\":64,\"HeightPixels\":301', 64, 301",
    "',\"WidthPixels\":1,\"HeightPixels\":1', 1, 1",
    "',\"WidthPixels\":3840,\"HeightPixels\":2160', 3840, 2160"
  })
  void sizesAreAsAskedForOrKeepTheShape(String size, int width, int height) throws Exception {
    put("322x184", 2, H264);

    for (var format : List.of("JPEG", "PNG")) {
      var answer = server.images(0, 0, ",\"Format\":\"" + format + "\"" + size);
      assertSize(answer.entries().getFirst().image(), width, height);
    }
  }

  @Test
  void aShapeThatMakesTheImageTooLargeIsAMediaError() throws Exception {
    put("64x640", 2, H264);

    assertThat(server.images(0, 0, ",\"WidthPixels\":3840").errors())
        .containsExactly("MEDIA_ERROR");
    assertThat(server.images(0, 0, ",\"WidthPixels\":64").errors()).containsExactly("");
  }

  @Test
  void coloursAreThoseOfTheStandardThatTheFootageNames() throws Exception {
    for (var matrix : List.of("bt709", "smpte170m")) {
      var words =
          "-vf scale=out_color_matrix=%s,format=yuv420p -colorspace %s -c:v libx264 -qp 10"
              .formatted(matrix, matrix);
      server.put(Footage.plain(folder, "0x20C040", words.split(" ")));

      for (var format : List.of("JPEG", "PNG")) {
        var image = server.images(0, 0, ",\"Format\":\"" + format + "\"").entries().getFirst();
        int rgb = image.image().getRGB(100, 100);
        assertThat(rgb >> 16 & 0xFF).as(matrix + " red").isBetween(0x20 - 6, 0x20 + 6);
        assertThat(rgb >> 8 & 0xFF).as(matrix + " green").isBetween(0xC0 - 6, 0xC0 + 6);
        assertThat(rgb & 0xFF).as(matrix + " blue").isBetween(0x40 - 6, 0x40 + 6);
      }
    }
  }

  @Test
  void aPreviewIsTheLastKeyFrame() throws Exception {
    put("320x180", 25, H264);

    var jpeg = server.preview(160).orElseThrow();

    var image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertSize(image, 160, 90);
    assertThat(Footage.frame(image)).isEqualTo(20);
    assertThat(server.preview(160)).as("kept").containsSame(jpeg);
  }

  @Test
  void aWalkThroughPagesShowsEveryInstant() throws Exception {
    put("320x180", 40, H264);
    var frames = new ArrayList<Integer>();
    var answer = server.images(0, 3900, ",\"SamplingInterval\":300,\"MaxResults\":4");
    while (!answer.token().isEmpty()) {
      frames.addAll(answer.frames());
      answer =
          server.images(
              0,
              3900,
              ",\"SamplingInterval\":300,\"MaxResults\":4,\"NextToken\":\""
                  + answer.token()
                  + "\"");
    }
    frames.addAll(answer.frames());

    assertThat(frames).isEqualTo(IntStream.range(0, 14).map(k -> k * 3).boxed().toList());
  }

  /// Start codes, and lengths of two and of four octets; the parameter sets stand in the frames.
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void framesInEitherFormAreDecoded(int lengthBytes) throws Exception {
    var units = new ArrayList<byte[]>();
    for (byte[] unit : HandmadeMkv.accessUnits(Footage.raw(folder, "320x180", 10))) {
      units.add(lengthBytes == 0 ? unit : HandmadeMkv.withLengths(unit, lengthBytes));
    }
    var codecPrivate =
        lengthBytes == 2 ? HandmadeMkv.avcC(units.getFirst(), lengthBytes) : new byte[0];
    server.put(HandmadeMkv.write(folder.resolve("made.mkv"), codecPrivate, units));

    assertThat(server.images(0, 900, ",\"SamplingInterval\":300").frames())
        .containsExactly(0, 3, 6, 9);
  }

  private byte[] jpeg(String more) throws Exception {
    return server.images(0, 0, ",\"Format\":\"JPEG\"" + more).entries().getFirst().content();
  }

  private static String quality(int quality) {
    return ",\"FormatConfig\":{\"JPEGQuality\":\"%d\"}".formatted(quality);
  }

  /// The first quantization table of a JPEG, in zigzag order.
  private static byte[] luminanceTable(byte[] jpeg) {
    for (int i = 0; i + 69 <= jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xDB) {
        return Arrays.copyOfRange(jpeg, i + 5, i + 69);
      }
    }
    throw new AssertionError("no quantization table");
  }

  private void put(String size, int frames, String encoder) throws Exception {
    server.put(Footage.make(folder, size, frames, ("-c:v " + encoder).split(" ")));
  }

  private static void assertSize(BufferedImage image, int width, int height) {
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }
}
