package io.kinora.store.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// The real files of the index, and what becomes of them between two lives of a store.
final class IndexFiles {
  private static final int PAGE_BYTES = 4096;
  private static final List<String> NAMES =
      List.of("kinora.store", "index.db", "index.db-wal", "index.db.damaged");

  private final Path directory;
  private final SplittableRandom random;
  private Optional<Path> atCrash = Optional.empty();
  private Optional<Path> older = Optional.empty();
  private int lives;
  private boolean suspect;

  IndexFiles(Path directory, SplittableRandom random) {
    this.directory = directory;
    this.random = random;
  }

  /// The store's directory in this life.
  Path directory() {
    return directory.resolve("life" + lives);
  }

  /// Whether a page of it was damaged, so that anything may fail until it is made anew.
  boolean isSuspect() {
    return suspect;
  }

  /// Keeps a state that power loss may bring back.
  void keepOlder() throws IOException {
    older = Optional.of(copyTo(directory.resolve("older")));
  }

  /// What is in the index now survives power loss.
  void forced() {
    older = Optional.empty();
  }

  /// A killed process leaves the files as they are.
  void crash() {
    try {
      atCrash = Optional.of(copyTo(directory.resolve("crash")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path copyTo(Path target) throws IOException {
    copy(directory(), target);
    return target;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var name : NAMES) {
      Files.deleteIfExists(to.resolve(name));
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  /// Makes the files what the next life finds.
  void meetFate(boolean crashed) throws IOException {
    if (crashed) {
      var left = atCrash.orElseThrow();
      lives++;
      copy(left, directory());
    }
    var file = directory().resolve("index.db");
    var journal = directory().resolve("index.db-wal");
    if (Files.exists(directory().resolve("index.db.damaged"))) {
      // The next start makes it anew.
      suspect = false;
    }
    switch (random.nextInt(10)) {
      case 0 -> {
        Files.deleteIfExists(file);
        Files.deleteIfExists(journal);
        suspect = false;
      }
      case 1 -> {
        Files.write(file, new byte[1 + random.nextInt(20_000)]);
        // A journal may have the first page, and then the others are missed later.
        suspect = Files.exists(journal);
      }
      case 2 -> damagePage(file, journal);
      case 3, 4 -> {
        if (crashed && older.isPresent()) {
          copy(older.get(), directory());
        }
      }
      default -> {}
    }
    older = Optional.empty();
    atCrash = Optional.empty();
  }

  /// A page that is in the file and not newer in the journal.
  private void damagePage(Path file, Path journal) throws IOException {
    if (!Files.exists(file) || Files.exists(journal)) {
      return;
    }
    var octets = Files.readAllBytes(file);
    int pages = octets.length / PAGE_BYTES;
    if (pages > 1) {
      int page = 1 + random.nextInt(pages - 1);
      Arrays.fill(octets, page * PAGE_BYTES, (page + 1) * PAGE_BYTES, (byte) 0xA5);
      Files.write(file, octets);
      suspect = true;
    }
  }
}
