package io.kinora.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The files of the checkout, without what builds and runs leave behind.
final class Repository {
  private static final Set<String> SKIPPED =
      Set.of(".git", ".idea", ".vscode", "target", "kinora-data", "node_modules");

  private final Path root;
  private final List<Path> files;

  private Repository(Path root, List<Path> files) {
    this.root = root;
    this.files = files;
  }

  /// The checkout that this test runs in: the nearest folder upwards with a `mvnw`.
  static Repository here() throws IOException {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IOException("no checkout around " + Path.of("").toAbsolutePath());
      }
    }
    return new Repository(folder, walk(folder));
  }

  Path root() {
    return root;
  }

  /// Java files whose path, relative to the root and with slashes, passes.
  List<Path> java(Predicate<String> relative) {
    return files.stream()
        .filter(file -> file.toString().endsWith(".java") && relative.test(name(file)))
        .toList();
  }

  List<Path> markdown() {
    return files.stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  /// How messages name a file.
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<Path> walk(Path root) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return List.copyOf(found);
  }
}
