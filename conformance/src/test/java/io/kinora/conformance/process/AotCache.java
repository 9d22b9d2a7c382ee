package io.kinora.conformance.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the start script makes when the server was built: classes loaded and linked in a rehearsal,
/// with which later starts begin. Made by whoever starts the first server of a run.
final class AotCache {
  private static final class Made {
    private static final Optional<Path> FILE = make();
  }

  private AotCache() {}

  /// The option of the Java machine that uses it; none where the rehearsal failed.
  static List<String> option() {
    return Made.FILE.map(file -> List.of("-XX:AOTCache=" + file)).orElse(List.of());
  }

  private static Optional<Path> make() {
    var folder = Artefacts.folder("aot-cache");
    var file = folder.resolve("kinora.aot").toAbsolutePath();
    var words = new ArrayList<>(KinoraProcess.machine());
    words.add("-XX:AOTCacheOutput=" + file);
    words.addAll(List.of("-jar", KinoraProcess.jar().toString()));
    words.addAll(List.of("serve", "--listen=127.0.0.1:0", "--data=" + folder.resolve("data")));
    words.add("--exit-when-ready");
    Command.of(words.toArray(String[]::new)).run();
    return Optional.of(file).filter(Files::exists);
  }
}
