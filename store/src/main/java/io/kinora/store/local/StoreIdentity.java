package io.kinora.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The file that makes a directory a store: what layout it has, and which store it is.
final class StoreIdentity {
  private static final String NAME = "kinora.store";
  private static final String FORMAT = "1";
  private static final Pattern CONTENT =
      Pattern.compile("kinora store\nformat ([0-9]+)\nid ([0-9a-f-]{36})\n");

  private StoreIdentity() {}

  /// The store in the directory; empty if there is none.
  static Optional<UUID> read(Path directory) throws IOException {
    var file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var match = CONTENT.matcher(Files.readString(file, StandardCharsets.UTF_8));
    if (!match.matches()) {
      throw new IOException(file + " is not the file of a Kinora store");
    }
    if (!match.group(1).equals(FORMAT)) {
      throw new IOException(
          file + " has layout " + match.group(1) + "; this version of Kinora reads " + FORMAT);
    }
    return Optional.of(UUID.fromString(match.group(2)));
  }

  /// Makes the directory a store.
  static UUID create(Path directory) throws IOException {
    var id = UUID.randomUUID();
    var text = "kinora store\nformat " + FORMAT + "\nid " + id + "\n";
    var unfinished = directory.resolve(NAME + ".tmp");
    try (var file =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      file.force(true);
    }
    Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    force(directory);
    return id;
  }

  static void force(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
