package io.kinora.conformance.process;

import io.kinora.conformance.wire.SigV4;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The packaged server in a process of its own, on a free port of loopback, with a data directory
/// that outlives the process, so that a test can stop or kill the server and start it again on what
/// it left. The log of every start is kept below the build folder.
///
/// Not for several threads, but for [#endpoint()] and [#kill()].
public final class KinoraProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Pattern READY = Pattern.compile("Kinora .* ready at (\\S+) in \\d+ ms.*");

  private final Path folder;
  private final Map<String, String> environment;
  private final List<String> arguments;

  /// The program to run, from the Java machine on, without the command.
  private List<String> program = java();

  /// Whether the folder goes with the server.
  private boolean temporary;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(
      Process process, CompletableFuture<URI> endpoint, CountDownLatch outputEnded) {}

  private KinoraProcess(Path folder, Map<String, String> environment, List<String> arguments) {
    this.folder = folder;
    this.environment = environment;
    this.arguments = arguments;
  }

  /// Starts a server on an empty data directory; `arguments` are added to its command line.
  public static KinoraProcess start(String name, String... arguments) {
    var kinora = prepared(name, arguments);
    kinora.start();
    return kinora;
  }

  /// The same server, to be started when its data directory is what it should be.
  public static KinoraProcess prepared(String name, String... arguments) {
    return new KinoraProcess(Artefacts.folder(name), Map.of(), List.of(arguments));
  }

  /// Starts a server that verifies signatures and knows one access key.
  public static KinoraProcess startWithKeys(String name, SigV4 keys, String... arguments) {
    return startWithKeys(name, keys, Map.of(), arguments);
  }

  /// The same in another time: the server's wall clock starts at `clock` and runs on from there.
  public static KinoraProcess startWithKeysAt(Instant clock, String name, SigV4 keys) {
    var seconds = Long.toString(clock.getEpochSecond());
    return startWithKeys(
        name,
        keys,
        Map.of(
            "LD_PRELOAD",
            libfaketime(),
            "FAKETIME",
            "@" + seconds,
            "FAKETIME_FMT",
            "%s",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1"));
  }

  /// The same as a user of the machine that has no rights, with a copy of the server and with data
  /// of its own. Where the tests run without rights, as their user.
  ///
  /// @param environment to be added to that of the tests
  public static KinoraProcess prepareAsNobody(
      String name, SigV4 keys, Map<String, String> environment) {
    var kinora = withKeys(Nobody.folder(name), keys, environment);
    kinora.program = Nobody.program(kinora.folder);
    kinora.temporary = true;
    return kinora;
  }

  private static KinoraProcess startWithKeys(
      String name, SigV4 keys, Map<String, String> environment, String... arguments) {
    var kinora = withKeys(Artefacts.folder(name), keys, environment, arguments);
    kinora.start();
    return kinora;
  }

  private static KinoraProcess withKeys(
      Path folder, SigV4 keys, Map<String, String> environment, String... arguments) {
    var file = folder.resolve("keys.json");
    try {
      Files.writeString(
          file,
          "{\"keys\": [{\"accessKeyId\": \"%s\", \"secretAccessKey\": \"%s\"}]}"
              .formatted(keys.accessKey(), keys.secretKey()));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    var all = new ArrayList<>(List.of("--auth=keys", "--keys=" + file));
    all.addAll(List.of(arguments));
    return new KinoraProcess(folder, environment, List.copyOf(all));
  }

  private static String libfaketime() {
    try (var found = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (var folder : found) {
        var library = folder.resolve("faketime/libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return library.toString();
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    throw new IllegalStateException("libfaketime is not installed");
  }

  /// Starts the server on the data it left, and returns when it says that it is ready.
  public void start() {
    if (running.isPresent()) {
      throw new IllegalStateException("already running");
    }
    try {
      var endpoint = new CompletableFuture<URI>();
      var ended = new CountDownLatch(1);
      var builder = new ProcessBuilder(command()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      var process = builder.start();
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

  /// The running process.
  public ProcessHandle process() {
    return running.orElseThrow().process().toHandle();
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

  /// The same for a process that may hang in a call of the system: `release` lets the call return,
  /// and the process dies of the signal instead of seeing what it returned.
  public void kill(Runnable release) {
    end(
        process -> {
          var dying = process.destroyForcibly();
          release.run();
          return dying;
        });
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
      Artefacts.delete(temporary ? folder : data());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void end(UnaryOperator<Process> how) {
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

  /// A Java machine as the start script runs it, with the server in it.
  ///
  /// @param arguments command, settings
  public static List<String> java(String... arguments) {
    var command = machine();
    command.addAll(AotCache.option());
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// A Java machine with the options of the start script.
  static List<String> machine() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx672m", "-XX:MaxDirectMemorySize=1g", "-XX:+UseG1GC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    return command;
  }

  /// The packaged server.
  static Path jar() {
    var jar = Path.of(System.getProperty("kinora.server", "../server/target/kinora-server.jar"));
    if (Files.notExists(jar)) {
      throw new IllegalStateException("package the server first: there is no " + jar);
    }
    return jar;
  }

  private List<String> command() {
    var command = new ArrayList<>(program);
    command.addAll(List.of("serve", "--listen=127.0.0.1:0", "--data=" + data()));
    command.addAll(arguments);
    return command;
  }

  private void follow(Process process, CompletableFuture<URI> endpoint, CountDownLatch ended) {
    try (var lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
