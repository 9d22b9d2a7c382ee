package io.kinora.conformance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// The packaged server in a process of its own, on a free port of loopback, with a data directory
/// that outlives the process, so that a test can stop or kill the server and start it again on what
/// it left. The log of every start is kept below the build folder.
///
/// Not for several threads, but for [#endpoint()] and [#kill()].
public final class KinoraProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Pattern READY = Pattern.compile("Kinora .* ready at (\\S+) in \\d+ ms.*");

  private final Path folder;
  private final List<String> arguments;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(
      Process process, CompletableFuture<URI> endpoint, CountDownLatch outputEnded) {}

  private KinoraProcess(Path folder, List<String> arguments) {
    this.folder = folder;
    this.arguments = arguments;
  }

  /// Starts a server on an empty data directory; `arguments` are added to its command line.
  public static KinoraProcess start(String name, String... arguments) {
    var kinora = new KinoraProcess(Artefacts.folder(name), List.of(arguments));
    kinora.start();
    return kinora;
  }

  /// Starts the server on the data it left, and returns when it says that it is ready.
  public void start() {
    if (running.isPresent()) {
      throw new IllegalStateException("already running");
    }
    try {
      var endpoint = new CompletableFuture<URI>();
      var ended = new CountDownLatch(1);
      var process = new ProcessBuilder(command()).redirectErrorStream(true).start();
      running = Optional.of(new Running(process, endpoint, ended));
      Thread.ofVirtual().name("log of " + folder).start(() -> follow(process, endpoint, ended));
      endpoint.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (ExecutionException | TimeoutException failure) {
      kill();
      throw new IllegalStateException("the server did not start; its log is " + log(), failure);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// The address that the running server printed.
  public URI endpoint() {
    return running.orElseThrow().endpoint().join();
  }

  /// Where standard output and standard error of every start go.
  public Path log() {
    return folder.resolve("server.log");
  }

  /// Where the server keeps its data.
  public Path data() {
    return folder.resolve("data");
  }

  /// Ends the process as `kill -9` does: no handler runs, nothing is flushed.
  public void kill() {
    end(Process::destroyForcibly);
  }

  /// Asks the process to end (SIGTERM) and waits for it.
  public void stop() {
    end(
        process -> {
          process.destroy();
          return process;
        });
  }

  /// Ends the server and drops its data; the log stays.
  @Override
  public void close() {
    try {
      if (running.isPresent()) {
        stop();
      }
      Artefacts.delete(data());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void end(java.util.function.UnaryOperator<Process> how) {
    var ending = running.orElseThrow();
    try {
      if (!how.apply(ending.process()).waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.process().destroyForcibly().waitFor();
        throw new AssertionError("the server did not stop within " + STOP_LIMIT + "; see " + log());
      }
      ending.outputEnded().await();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      running = Optional.empty();
    }
  }

  private List<String> command() {
    var server = Path.of(System.getProperty("kinora.server", "../server/target"));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(server), "io.kinora.server.Main"));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--data", data().toString()));
    command.addAll(arguments);
    return command;
  }

  private static String classPath(Path server) {
    try (var files = Files.newDirectoryStream(server, "kinora-server-*.jar")) {
      for (var jar : files) {
        return jar + ":" + server.resolve("lib") + "/*";
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    throw new IllegalStateException("no packaged server in " + server.toAbsolutePath());
  }

  private void follow(Process process, CompletableFuture<URI> endpoint, CountDownLatch ended) {
    try (var lines =
            new BufferedReader(
                new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var log =
            Files.newBufferedWriter(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        log.write(line);
        log.newLine();
        log.flush();
        var ready = READY.matcher(line);
        if (ready.matches()) {
          endpoint.complete(URI.create(ready.group(1)));
        }
      }
      endpoint.completeExceptionally(new IOException("the server ended before it was ready"));
    } catch (IOException failure) {
      endpoint.completeExceptionally(failure);
    } finally {
      ended.countDown();
    }
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", cause);
  }
}
