package io.kinora.conformance.browser;

import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `kinora demo` in a process of its own.
///
/// @param process the process
/// @param endpoint where it serves
/// @param data the directory that it says it will delete
record DemoProcess(Process process, URI endpoint, Path data) implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Kinora demo ready at (\\S+)");
  private static final Pattern DATA = Pattern.compile("What they record is in (\\S+) .*");
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  static DemoProcess start() {
    var log = Artefacts.folder("demo").resolve("server.log");
    try {
      var process =
          new ProcessBuilder(KinoraProcess.java("demo", "--listen=127.0.0.1:0"))
              .redirectError(log.toFile())
              .start();
      var lines = process.inputReader(StandardCharsets.UTF_8);
      var endpoint = URI.create(find(READY, lines.lines().iterator()));
      return new DemoProcess(process, endpoint, Path.of(find(DATA, lines.lines().iterator())));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String find(Pattern pattern, Iterator<String> lines) {
    while (lines.hasNext()) {
      var found = pattern.matcher(lines.next());
      if (found.matches()) {
        return found.group(1);
      }
    }
    throw new IllegalStateException("the demo ended before it said " + pattern);
  }

  /// Asks it to end, as Ctrl-C does; returns its exit code.
  int stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the demo did not stop within " + STOP_LIMIT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
