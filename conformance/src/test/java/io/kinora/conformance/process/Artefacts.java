package io.kinora.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Where a test run leaves its logs and media, below the build folder.
public final class Artefacts {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private Artefacts() {}

  /// A fresh folder whose name begins with `name`; what an earlier run left there is gone.
  public static Path folder(String name) {
    var root = Path.of(System.getProperty("kinora.artefacts", "target/artefacts"));
    var folder = root.resolve(name + "-" + NEXT.incrementAndGet());
    try {
      delete(folder);
      return Files.createDirectories(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (var paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (var path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
