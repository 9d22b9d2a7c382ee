package io.kinora.testkit;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// What tests do with [FuzzTarget]s. First [#replay], then [#search].
///
/// `-Dfuzz.seconds=N` is how long to look for inputs at each target, 0 for not at all;
/// `-Dfuzz.target=NAME,NAME` chooses targets.
public final class Fuzzing {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 4);
  private static final String ONLY = System.getProperty("fuzz.target", "");
  private static final Path MENDED = Path.of("src/test/resources/fuzz");

  /// For one input, in this process; the first one starts what the target needs.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Fuzzing() {}

  /// The targets that are asked for; all of them if none is named.
  public static Stream<FuzzTarget> chosen(FuzzTarget... targets) {
    return Arrays.stream(targets)
        .filter(
            target -> ONLY.isEmpty() || Arrays.asList(ONLY.split(",")).contains(target.toString()));
  }

  /// Runs a target in this process with all that is known to be worth it, always the same: its
  /// seeds, the inputs in `src/test/resources/fuzz/NAME`, which broke something that is mended, and
  /// those that a search found here, which break something that is not.
  public static void replay(FuzzTarget target) throws IOException {
    var inputs = new LinkedHashMap<String, byte[]>();
    inputs.put("nothing", new byte[0]);
    var seeds = target.seeds().get();
    for (int i = 0; i < seeds.size(); i++) {
      inputs.put("seed " + i, seeds.get(i));
    }
    inputs.putAll(files(MENDED.resolve(target.toString())));
    inputs.putAll(files(new Jazzer(target).found()));
    inputs.forEach(
        (name, input) ->
            assertTimeoutPreemptively(
                PATIENCE, () -> target.input().accept(input), target + ": " + name));
  }

  /// Lets Jazzer look for inputs that break a target, and says how many there were and how far they
  /// reached.
  public static void search(FuzzTarget target) throws IOException, InterruptedException {
    if (SECONDS > 0) {
      System.out.println(new Jazzer(target).look(SECONDS));
    }
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    var octets = new LinkedHashMap<String, byte[]>();
    if (Files.isDirectory(directory)) {
      try (var files = Files.list(directory)) {
        for (var file : files.sorted().toList()) {
          octets.put(file.toString(), Files.readAllBytes(file));
        }
      }
    }
    return octets;
  }
}
