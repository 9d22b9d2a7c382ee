package io.kinora.server;

import io.kinora.server.auth.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
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
    var secret = SecretFile.read(file);
    if (secret.isPresent() && secret.get().length != BYTES) {
      throw new IOException(file + " does not hold " + BYTES + " octets; remove it for a new one");
    }
    return secret;
  }

  /// The secret of this data directory, made if there is none.
  static byte[] in(Path data) throws IOException {
    var existing = existing(data);
    return existing.isPresent() ? existing.get() : made(data);
  }

  private static byte[] made(Path data) throws IOException {
    var secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    SecretFile.write(data.resolve(FILE), secret);
    return secret;
  }
}
