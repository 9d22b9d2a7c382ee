package io.kinora.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One run of an external program: its arguments, its environment, its input.
public record Command(
    List<String> arguments, Map<String, String> environment, Optional<Path> input) {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// The distribution's programs first: a version manager's shims would hide the installed clients.
  private static final String SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";

  /// What the program left behind.
  public record Result(int exitCode, byte[] output, String errors) {
    /// Standard output as text.
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  /// A program found on the distribution's search path.
  public static Command of(String... arguments) {
    return new Command(List.of(arguments), Map.of(), Optional.empty());
  }

  /// The same with one more environment variable.
  public Command with(String variable, String value) {
    var variables = new LinkedHashMap<>(environment);
    variables.put(variable, value);
    return new Command(arguments, Map.copyOf(variables), input);
  }

  /// The same with a file as standard input.
  public Command reading(Path file) {
    return new Command(arguments, environment, Optional.of(file));
  }

  /// Runs it to its end and insists on success.
  public Result succeed() {
    var result = run();
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "%s ended with %d%n%s%n%s"
              .formatted(
                  String.join(" ", arguments), result.exitCode(), result.text(), result.errors()));
    }
    return result;
  }

  /// Runs it to its end.
  public Result run() {
    try {
      return attempt();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + arguments, interrupted);
    }
  }

  private Result attempt() throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("kinora-command");
    var output = scratch.resolve("out");
    var errors = scratch.resolve("err");
    var builder = new ProcessBuilder(arguments);
    builder.environment().put("PATH", SEARCH_PATH);
    builder.environment().putAll(environment);
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.redirectInput(input.orElse(Path.of("/dev/null")).toFile());
    var process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s still ran after %s%n%s"
                .formatted(String.join(" ", arguments), LIMIT, Files.readString(errors)));
      }
      return new Result(process.exitValue(), Files.readAllBytes(output), Files.readString(errors));
    } finally {
      process.destroyForcibly();
      Artefacts.delete(scratch);
    }
  }
}
