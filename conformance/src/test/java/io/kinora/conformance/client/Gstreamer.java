package io.kinora.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// GStreamer as a player of URIs. Its demultiplexers must have nothing to complain about.
public final class Gstreamer {
  /// But for that of MP4, whose log misses names and boxes that it can do without.
  private static final String DEMULTIPLEXERS =
      "hlsdemux*:2,dashdemux*:2,adaptivedemux*:2,tsdemux:2,mpegtsbase:2";

  private static final String OLD_GENERATION = "hlsdemux2:NONE,dashdemux2:NONE";

  private Gstreamer() {}

  /// Which demultiplexers of HLS and DASH there are.
  public enum Generation {
    HLSDEMUX,
    HLSDEMUX2
  }

  /// A decoded picture.
  ///
  /// @param timeMs after the first one
  public record Picture(double timeMs, String hash) {}

  /// What was played.
  public record Played(List<Picture> pictures, byte[] sound) {
    /// Fails unless the same pictures were shown at the same times, but for some milliseconds.
    public void assertPicturesOf(Played source, long toleranceMs) {
      assertThat(pictures).isNotEmpty();
      assertThat(pictures)
          .extracting(Picture::hash)
          .isEqualTo(source.pictures().stream().map(Picture::hash).toList());
      for (int i = 0; i < pictures.size(); i++) {
        assertThat(pictures.get(i).timeMs())
            .as("picture %d", i)
            .isCloseTo(source.pictures().get(i).timeMs(), within((double) toleranceMs));
      }
    }
  }

  /// Plays a URI to its end.
  ///
  /// @param sound whether there is sound besides pictures
  public static Played play(Generation generation, String uri, boolean sound) {
    var out = Artefacts.folder("gstreamer").resolve("sound.raw");
    var pipeline =
        new ArrayList<>(
            List.of(
                "gst-launch-1.0",
                "-q",
                generation == Generation.HLSDEMUX ? "uridecodebin" : "uridecodebin3",
                "name=d",
                "uri=" + uri));
    pipeline.addAll(List.of("d. ! video/x-raw ! checksumsink hash=md5 sync=false".split(" ")));
    if (sound) {
      pipeline.addAll(List.of("d. ! audio/x-raw ! filesink".split(" ")));
      pipeline.add("location=" + out.toAbsolutePath());
    }
    var result =
        Command.of(pipeline.toArray(String[]::new))
            .with("GST_DEBUG", DEMULTIPLEXERS)
            .with("GST_DEBUG_NO_COLOR", "1")
            .with(
                "GST_PLUGIN_FEATURE_RANK",
                generation == Generation.HLSDEMUX ? OLD_GENERATION : "hlsdemux2:MAX")
            .succeed();
    assertThat(result.errors()).doesNotContain(" WARN ", " ERROR ");
    try {
      return new Played(pictures(result.text()), sound ? Files.readAllBytes(out) : new byte[0]);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Picture> pictures(String lines) {
    var pictures = new ArrayList<Picture>();
    double firstMs = 0;
    for (var line : lines.lines().toList()) {
      var columns = line.split(" ");
      var clock = columns[0].split(":");
      double ms =
          (Integer.parseInt(clock[0]) * 3600 + Integer.parseInt(clock[1]) * 60) * 1000.0
              + Double.parseDouble(clock[2]) * 1000;
      firstMs = pictures.isEmpty() ? ms : firstMs;
      pictures.add(new Picture(ms - firstMs, columns[1]));
    }
    return List.copyOf(pictures);
  }
}
