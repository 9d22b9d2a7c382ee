package io.kinora.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;

/// The secret that page tokens and temporary credentials are authenticated and playback sessions
/// sealed with: made at the first start, kept beside the store, so that all outlive a restart.
public final class ServerSecret {
  private static final String FILE = "server.secret";
  private static final int BYTES = 32;

  private ServerSecret() {}

  /// The secret of a data directory that a server has been started on; empty for any other.
  public static Optional<byte[]> existing(Path data) throws IOException {
    var file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var secret = Files.readAllBytes(file);
    if (secret.length != BYTES) {
      throw new IOException(file + " does not hold " + BYTES + " octets; remove it for a new one");
    }
    return Optional.of(secret);
  }

  /// The secret of this data directory, made if there is none.
  static byte[] in(Path data) throws IOException {
    var existing = existing(data);
    return existing.isPresent() ? existing.get() : made(data);
  }

  private static byte[] made(Path data) throws IOException {
    var secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    var fresh = data.resolve(FILE + ".new");
    Files.deleteIfExists(fresh);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel =
        FileChannel.open(
            fresh,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly)) {
      channel.write(ByteBuffer.wrap(secret));
      channel.force(true);
    }
    Files.move(fresh, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    return secret;
  }
}
