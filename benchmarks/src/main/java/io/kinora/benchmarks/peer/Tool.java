package io.kinora.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs of the operating system.
public final class Tool {
  private static final List<Path> SYSTEM =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));

  private Tool() {}

  /// Where a program is: on the PATH, or in the folders of system programs.
  public static Optional<Path> find(String name) {
    var path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
    return Stream.concat(path, SYSTEM.stream())
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Path require(String name) throws IOException {
    return find(name)
        .orElseThrow(() -> new IOException(name + " is missing: sudo apt-get install " + name));
  }

  /// What a program prints, errors included.
  public static String run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command.getFirst() + " failed: " + output);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    return output;
  }
}
