package io.kinora.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinora.conformance.process.Command;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// FFmpeg as a player of files and of URLs.
public final class Player {
  /// How far a time may be from that of the file: fragments have clocks of a millisecond, and so
  /// has Matroska.
  public static final long TOLERANCE_MS = 2;

  /// One packet.
  ///
  /// @param timeMs after the first one
  /// @param hash of what is coded
  public record Packet(long timeMs, String hash) {}

  private Player() {}

  /// The kinds of tracks there are, as FFmpeg selects them: `v` and `a`.
  public static List<String> tracks(String source) {
    return probe("-show_entries", "stream=codec_type", "-of", "csv=print_section=0", source)
        .lines()
        .filter(line -> !line.isEmpty())
        .map(type -> type.substring(0, 1))
        .toList();
  }

  /// The packets of a track in the order of presentation.
  public static List<Packet> packets(String source, String track) {
    var lines =
        probe(
            "-select_streams",
            track,
            "-show_packets",
            "-show_data_hash",
            "sha256",
            "-show_entries",
            "packet=pts_time,data_hash",
            "-of",
            "csv=print_section=0",
            source);
    var packets = new ArrayList<Packet>();
    for (var line : lines.lines().toList()) {
      var columns = line.split(",");
      packets.add(new Packet(Math.round(Double.parseDouble(columns[0]) * 1000), columns[1]));
    }
    packets.sort(Comparator.comparingLong(Packet::timeMs));
    long first = packets.isEmpty() ? 0 : packets.getFirst().timeMs();
    return packets.stream()
        .map(packet -> new Packet(packet.timeMs() - first, packet.hash()))
        .toList();
  }

  /// The same data at the same times, but for so many milliseconds.
  public static void assertSame(List<Packet> actual, List<Packet> expected, long toleranceMs) {
    assertThat(actual)
        .extracting(Packet::hash)
        .isEqualTo(expected.stream().map(Packet::hash).toList());
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).timeMs())
          .as("packet %d", i)
          .isCloseTo(expected.get(i).timeMs(), within(toleranceMs));
    }
  }

  /// Hashes of the decoded pictures, or pieces of sound, in the order of presentation.
  public static List<String> decoded(String source, String track) {
    var result =
        Command.of(
                "ffmpeg",
                "-v",
                "error",
                "-i",
                source,
                "-map",
                "0:" + track + ":0",
                "-fps_mode",
                "passthrough",
                "-f",
                "framemd5",
                "-")
            .succeed();
    assertThat(result.errors()).isEmpty();
    return result
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  private static String probe(String... arguments) {
    var command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
    command.addAll(List.of(arguments));
    return Command.of(command.toArray(String[]::new)).succeed().text();
  }
}
