package io.kinora.conformance.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinora.conformance.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What FFmpeg makes of a track. It must have nothing to complain about.
public final class Ffmpeg {
  /// One packet.
  ///
  /// @param time milliseconds after the first one
  /// @param hash of what is coded
  public record Packet(long time, String hash) {}

  /// What it said of samples, which do not change.
  private static final Map<String, String> OF_SAMPLES = new ConcurrentHashMap<>();

  private Ffmpeg() {}

  /// Hashes of the pictures of a video track, in the order of presentation.
  public static List<String> pictures(Path file, int track) {
    return decode(file, track, "framemd5")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(Ffmpeg::lastColumn)
        .toList();
  }

  /// The hash of the sound of an audio track.
  public static String sound(Path file, int track) {
    return decode(file, track, "md5");
  }

  private static String decode(Path file, int track, String hashes) {
    return run(
        file,
        "ffmpeg",
        "-v",
        "warning",
        "-f",
        format(file),
        "-i",
        file.toString(),
        "-map",
        "0:" + track,
        "-fps_mode",
        "passthrough",
        "-f",
        hashes,
        "-");
  }

  /// The packets in the order of presentation.
  public static List<Packet> packets(Path file, int track) {
    var lines =
        run(
            file,
            "ffprobe",
            "-v",
            "warning",
            "-select_streams",
            String.valueOf(track),
            "-show_packets",
            "-show_data_hash",
            "md5",
            "-show_entries",
            "packet=pts_time,data_hash",
            "-of",
            "csv=print_section=0",
            file.toString());
    var packets = new ArrayList<Packet>();
    for (String line : lines.lines().toList()) {
      var columns = line.split(",");
      // Side data of a transport stream has lines of its own.
      if (columns[0].isEmpty()) {
        continue;
      }
      packets.add(new Packet(Math.round(Double.parseDouble(columns[0]) * 1000), columns[1]));
    }
    packets.sort(Comparator.comparingLong(Packet::time));
    long first = packets.isEmpty() ? 0 : packets.getFirst().time();
    return packets.stream()
        .map(packet -> new Packet(packet.time() - first, packet.hash()))
        .toList();
  }

  /// The same data, at the same times to the millisecond that clocks of fragments have.
  public static void assertSamePackets(List<Packet> actual, List<Packet> expected) {
    assertThat(actual)
        .extracting(Packet::hash)
        .isEqualTo(expected.stream().map(Packet::hash).toList());
    assertSameTimes(actual, expected);
  }

  /// As many packets, at the same times.
  public static void assertSameTimes(List<Packet> actual, List<Packet> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).time())
          .as("packet %d", i)
          .isCloseTo(expected.get(i).time(), within(1L));
    }
  }

  private static String run(Path file, String... command) {
    return Sample.isOne(file)
        ? OF_SAMPLES.computeIfAbsent(String.join(" ", command), _ -> run(command))
        : run(command);
  }

  private static String run(String... command) {
    var result = Command.of(command).succeed();
    var complaints =
        result.errors().lines().filter(line -> !line.startsWith("Guessed Channel Layout")).toList();
    assertThat(complaints).as("warnings of %s", String.join(" ", command)).isEmpty();
    return result.text();
  }

  private static String lastColumn(String line) {
    return line.substring(line.lastIndexOf(',') + 1).strip();
  }

  /// Too short a file would not be recognised.
  private static String format(Path file) {
    String name = file.toString();
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "ts" -> "mpegts";
      case "mp4" -> "mp4";
      default -> "matroska";
    };
  }
}
