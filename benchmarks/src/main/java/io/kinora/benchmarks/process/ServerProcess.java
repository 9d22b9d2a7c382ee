package io.kinora.benchmarks.process;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A server in a process of its own, started as an operator starts it.
public final class ServerProcess implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final URI url;
  private final double readySeconds;

  private ServerProcess(Process process, URI url, double readySeconds) {
    this.process = process;
    this.url = url;
    this.readySeconds = readySeconds;
  }

  /// Starts a server and waits until it says that it is ready.
  ///
  /// @param command what prints the line that says so, in JSON, on standard output
  /// @param environment added to this process's own
  /// @param log takes standard error
  public static ServerProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    var process = builder.start();
    try {
      String line = process.inputReader().readLine();
      if (line == null) {
        throw new IOException("the server did not start:\n" + Files.readString(log));
      }
      var ready = JSON.readTree(line);
      return new ServerProcess(
          process,
          URI.create(ready.required("url").stringValue()),
          (System.nanoTime() - start) / 1e9);
    } catch (IOException | RuntimeException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  /// The command of `./kinora serve` on a free port.
  public static List<String> kinora(Path checkout, Path data, List<String> options) {
    var command =
        new ArrayList<>(
            List.of(
                checkout.resolve("kinora").toString(),
                "serve",
                "--listen=127.0.0.1:0",
                "--output=json",
                "--data=" + data));
    command.addAll(options);
    return command;
  }

  public URI url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  /// From the start of the process until it said that it was ready.
  public double readySeconds() {
    return readySeconds;
  }

  /// Takes it down as a crash would.
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /// Asks it to stop and waits.
  @Override
  public void close() {
    process.destroy();
    if (!await()) {
      kill();
    }
  }

  private boolean await() {
    try {
      return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
