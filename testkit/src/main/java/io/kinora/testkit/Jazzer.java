package io.kinora.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for inputs that break a [FuzzTarget], in a process of its own: changes inputs, and keeps
/// those that reach code that none before them reached. All is in `target/fuzz/NAME`:
///
/// - `corpus`: what it keeps, and where the next run begins
/// - `found`: the inputs that break something
/// - `log`: what the last run said
final class Jazzer {
  private static final Path WORK = Path.of("target/fuzz");

  /// Octets of an input. Longer ones are slower and rarely reach more.
  private static final int LENGTH_MAX = 8192;

  /// For one input, after which it counts as one that breaks something; the first one starts what
  /// the target needs. [Effort] sees much earlier what is slow.
  private static final int INPUT_SECONDS = 120;

  /// For all beyond the time that was asked for.
  private static final int PATIENCE_SECONDS = 300;

  private static final int PROGRESS_SECONDS = 30;

  /// Below it the JVM has no use for its optimizing compiler.
  private static final int SHORT_SECONDS = 60;

  private static final Predicate<String> COUNTS = Pattern.compile("^#\\d+\\s").asPredicate();
  private static final Predicate<String> FAULT =
      Pattern.compile("^(== Java Exception|==\\d+== ERROR|\\tat io\\.kinora|Base64: .)")
          .asPredicate();

  private final FuzzTarget target;
  private final Path directory;

  Jazzer(FuzzTarget target) {
    this.target = target;
    this.directory = WORK.resolve(target.toString()).toAbsolutePath();
  }

  Path found() {
    return directory.resolve("found");
  }

  /// Looks for so long, tells now and then how far it is, and fails if it finds something. Returns
  /// what was counted: inputs, coverage, the corpus.
  String look(int seconds) throws IOException, InterruptedException {
    Files.createDirectories(found());
    var corpus = Files.createDirectories(directory.resolve("corpus"));
    var seeds = target.seeds().get();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    var log = directory.resolve("log");
    var process =
        new ProcessBuilder(command(corpus, seconds))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      for (int waited = 0; !process.waitFor(PROGRESS_SECONDS, TimeUnit.SECONDS); ) {
        System.out.println(counts(log));
        waited += PROGRESS_SECONDS;
        Check.that(waited < seconds + PATIENCE_SECONDS, target + " hangs: see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(broken(log));
    }
    return counts(log);
  }

  private String counts(Path log) throws IOException {
    return target + " " + lines(log, COUNTS).reduce("starts", (_, last) -> last);
  }

  private String broken(Path log) throws IOException {
    var faults = String.join("\n", lines(log, FAULT).toList());
    return """
        %s breaks:
        %s
        Log: %s
        Input: in %s
        Again: ./mvnw -pl %s -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
        -Dfuzz.target=%s -Dfuzz.seconds=0
        When it is mended, move the input to src/test/resources/fuzz/%s.
        """
        .formatted(
            target,
            faults,
            log,
            found(),
            Path.of("").toAbsolutePath().getFileName(),
            target,
            target);
  }

  private static Stream<String> lines(Path log, Predicate<String> which) throws IOException {
    return Files.readAllLines(log).stream().filter(which);
  }

  private List<String> command(Path corpus, int seconds) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx768m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=" + (seconds < SHORT_SECONDS ? 1 : 4),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.type().getName(),
        "--instrumentation_includes=io.kinora.**",
        // Without it the classes of all libraries are changed, which takes longer than a short run.
        "--custom_hook_includes=io.kinora.**",
        "--reproducer_path=" + directory,
        // Targets may call a server of their own.
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
        corpus.toString(),
        "-artifact_prefix=" + found() + "/",
        "-max_total_time=" + seconds,
        "-timeout=" + INPUT_SECONDS,
        "-max_len=" + LENGTH_MAX);
  }
}
