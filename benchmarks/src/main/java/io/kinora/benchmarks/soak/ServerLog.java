package io.kinora.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The log of a server under this load: which of its lines the load explains.
final class ServerLog {
  private static final List<Pattern> EXPLAINED =
      List.of(
          // The start, and the end.
          line("LocalStore: Store opened in .*"),
          line("DecoderPool: .*no images can be made.*"),
          line("Images: .*no images can be made.*"),
          line("GracefulStop: .*"),
          // An upload begins; it is cut off, as one in three is; its stream has been deleted.
          line("PutMediaSession: stream \\S+: session of .*"),
          line("PutMediaSession: stream \\S+: connection lost inside a fragment"));

  private ServerLog() {}

  private static Pattern line(String message) {
    return Pattern.compile("\\S+ INFO +\\[[^]]*] " + message);
  }

  /// Lines that nothing explains.
  static List<String> unexplained(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines
          .filter(line -> EXPLAINED.stream().noneMatch(known -> known.matcher(line).matches()))
          .toList();
    }
  }
}
