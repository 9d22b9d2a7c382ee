package io.kinora.benchmarks.load;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A load in a process of its own.
public final class LoadProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 10;

  private final Process process;

  private LoadProcess(Process process) {
    this.process = process;
  }

  /// Starts a load that is not expected to come to a good end; see [LoadMain].
  public static LoadProcess start(String kind, Map<String, ?> settings) throws IOException {
    return start(kind, settings, Redirect.DISCARD);
  }

  /// Has fragments stored as fast as the server takes them: streams `bench-0` and so on, one for
  /// each session.
  ///
  /// @param window fragments of a session that may wait for their acknowledgement
  public static void store(URI url, int sessions, int fragmentBytes, int fragments, int window)
      throws IOException {
    run(
        "put",
        Map.of(
            "url", url,
            "sessions", sessions,
            "fragment-bytes", fragmentBytes,
            "fragments", fragments,
            "window", window,
            "warmup", 0,
            "seconds", 600),
        LoadResult.Put.class);
  }

  private static LoadProcess start(String kind, Map<String, ?> settings, Redirect errors)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                kind));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    return new LoadProcess(new ProcessBuilder(command).redirectError(errors).start());
  }

  /// Runs a load to its end.
  public static <T extends LoadResult> T run(String kind, Map<String, ?> settings, Class<T> result)
      throws IOException {
    try (var load = start(kind, settings, Redirect.INHERIT)) {
      String line = load.process.inputReader().readLine();
      if (line == null) {
        throw new IOException("the load %s %s failed".formatted(kind, settings));
      }
      return JsonMapper.shared().readValue(line, result);
    }
  }

  /// Waits for its end; takes it down if that takes too long.
  @Override
  public void close() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
