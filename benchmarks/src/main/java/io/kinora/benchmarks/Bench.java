package io.kinora.benchmarks;

import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What all parts work with.
///
/// @param checkout the source tree, with `./kinora`
/// @param scratch an empty directory on the disk to be measured
/// @param quick whether short samples will do: to see that everything runs, not for figures
/// @param rounds how often each sample is taken; the rounds alternate between all that is compared
record Bench(Path checkout, Path scratch, boolean quick, int rounds, Report report) {
  /// So long does the compiler of the JVM take on two cores under full load.
  private static final int WARMUP_SECONDS = 20;
  private static final int SAMPLE_SECONDS = 6;
  private static final int QUICK_SECONDS = 2;

  double warmupSeconds() {
    return quick ? QUICK_SECONDS : WARMUP_SECONDS;
  }

  int sampleSeconds() {
    return quick ? QUICK_SECONDS : SAMPLE_SECONDS;
  }

  /// A name in the scratch directory that nothing uses.
  Path fresh(String name) throws IOException {
    var path = scratch.resolve(name);
    delete(path);
    return path;
  }

  /// Starts `./kinora serve`.
  ServerProcess kinora(Path data, String... options) throws IOException {
    return kinora(data, Map.of(), options);
  }

  ServerProcess kinora(Path data, Map<String, String> environment, String... options)
      throws IOException {
    return ServerProcess.start(
        ServerProcess.kinora(checkout, data, List.of(options)), environment, log());
  }

  /// Standard error of the server that was started last.
  Path log() {
    return scratch.resolve("server.log");
  }

  /// Waits a little for something that happens elsewhere.
  static void pause(long ms) throws IOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (var tree = Files.walk(path)) {
        for (var each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
