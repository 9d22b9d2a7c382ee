package io.kinora.conformance.media;

import io.kinora.conformance.process.Command;
import java.nio.file.Path;
import java.util.List;

/// Frames as FFmpeg reads them: a second opinion.
public final class Ffprobe {
  private Ffprobe() {}

  /// One line a packet, in the order of the file: track, times, flags, hash of the data.
  public static List<String> packets(Path file) {
    var result =
        Command.of(
                "ffprobe",
                "-v",
                "error",
                "-show_packets",
                "-show_data_hash",
                "sha256",
                "-show_entries",
                "packet=stream_index,pts_time,flags,data_hash",
                "-of",
                "csv=print_section=0",
                file.toString())
            .succeed();
    return result.text().lines().toList();
  }
}
