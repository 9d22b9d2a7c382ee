package io.kinora.server.tls;

import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the certificate of the listener comes from.
public sealed interface TlsConfig {
  /// The choice of `tls`.
  enum Mode {
    GIVEN,
    AUTO
  }

  Key<Mode> TLS =
      Key.choice(
          "tls",
          Mode.GIVEN,
          "`given`: HTTPS with `tls-cert` and `tls-key` if they are set, else HTTP; `auto`: HTTPS"
              + " with a certificate that the server makes and renews itself.");
  Key<Path> CERTIFICATE =
      Key.path("tls-cert", "", "PEM file of the certificate chain; makes the listener HTTPS.");
  Key<Path> PRIVATE_KEY = Key.path("tls-key", "", "PEM file of the private key (PKCS#8).");
  Key<List<String>> NAMES =
      Key.list(
          "tls-names",
          "",
          "names and addresses separated by commas",
          "Names and addresses of the server, separated by commas, for the certificate of"
              + " `tls=auto`, beside those that it knows.");

  /// The keys of this family.
  List<Key<?>> KEYS = List.of(TLS, CERTIFICATE, PRIVATE_KEY, NAMES);

  /// A certificate that somebody else made.
  ///
  /// @param certificate PEM, the whole chain, the server's own first
  /// @param privateKey PEM, PKCS#8
  record Given(Path certificate, Path privateKey) implements TlsConfig {}

  /// A certificate of the server's own making.
  ///
  /// @param names it is for, beside those the server knows
  record Auto(List<String> names) implements TlsConfig {}

  /// Reads the keys; empty for plain HTTP.
  static Optional<TlsConfig> from(Settings settings) {
    var certificate = settings.find(CERTIFICATE);
    var privateKey = settings.find(PRIVATE_KEY);
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new ConfigException("tls-cert and tls-key belong together; only one is set");
    }
    var names = settings.find(NAMES);
    return switch (settings.get(TLS)) {
      case GIVEN -> {
        if (names.isPresent()) {
          throw new ConfigException("tls-names has no effect without tls=auto");
        }
        yield certificate.map(chain -> new Given(chain, privateKey.orElseThrow()));
      }
      case AUTO -> {
        if (certificate.isPresent()) {
          throw new ConfigException("tls=auto makes a certificate: leave out tls-cert and tls-key");
        }
        yield Optional.of(new Auto(names.orElse(List.of())));
      }
    };
  }
}
