package io.kinora.server.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// A file of the data directory that only the server's user may read, there whole or not at all.
/// The directory may be a symbolic link, the file may not: what lies elsewhere is not for the
/// server's user alone.
public final class SecretFile {
  private static final String OWNER_ONLY = "rw-------";

  private SecretFile() {}

  /// What is in it; empty if there is none. Throws [AccessDeniedException] if it is a link.
  public static Optional<byte[]> read(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new AccessDeniedException(
          file.toString(), null, "it is a symbolic link, which is not followed");
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(in.readAllBytes());
    }
  }

  /// Makes it, in place of one that may be there.
  public static void write(Path file, byte[] octets) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (var channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)))) {
      channel.write(ByteBuffer.wrap(octets));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
