package io.kinora.server.http;

import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The server's certificate.
///
/// @param certificate PEM, the whole chain, the server's own first
/// @param privateKey PEM, PKCS#8
public record TlsConfig(Path certificate, Path privateKey) {
  private static final Key<Path> CERTIFICATE =
      Key.path("tls-cert", "", "PEM file of the certificate chain; makes the listener HTTPS.");
  private static final Key<Path> PRIVATE_KEY =
      Key.path("tls-key", "", "PEM file of the private key (PKCS#8).");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(CERTIFICATE, PRIVATE_KEY);

  /// Reads the keys; empty for plain HTTP.
  public static Optional<TlsConfig> from(Settings settings) {
    var certificate = settings.find(CERTIFICATE);
    var privateKey = settings.find(PRIVATE_KEY);
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new ConfigException("tls-cert and tls-key belong together; only one is set");
    }
    return certificate.map(chain -> new TlsConfig(chain, privateKey.orElseThrow()));
  }
}
