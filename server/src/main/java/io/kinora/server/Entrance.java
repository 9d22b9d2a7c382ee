package io.kinora.server;

import io.kinora.server.auth.AuthConfig;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.TemporaryCredentials;
import io.kinora.server.http.Tls;
import io.kinora.server.tls.OwnCertificate;
import io.kinora.server.tls.ServerNames;
import io.kinora.server.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts that everybody passes: the certificate of the listener, and who is let in.
///
/// @param tls empty for plain HTTP
/// @param secret random octets that outlive restarts
/// @param clock against which signatures, credentials and tokens expire
/// @param open what watches keys and certificates, to be closed in the end
record Entrance(
    Optional<Tls> tls,
    Authenticator authenticator,
    byte[] secret,
    InstantSource clock,
    Deque<Runnable> open)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
  private static final String TLS_DIRECTORY = "tls";

  static Entrance open(KinoraConfig config, InstantSource clock) throws IOException {
    byte[] secret = ServerSecret.in(config.data());
    var open = new ArrayDeque<Runnable>();
    try {
      var tls =
          config.tls().isPresent()
              ? Optional.of(tls(config, config.tls().get(), clock, open))
              : Optional.<Tls>empty();
      return new Entrance(tls, authenticator(config, secret, clock, open), secret, clock, open);
    } catch (IOException | RuntimeException failure) {
      open.forEach(Runnable::run);
      throw failure;
    }
  }

  private static Tls tls(
      KinoraConfig config, TlsConfig tls, InstantSource clock, Deque<Runnable> open)
      throws IOException {
    return switch (tls) {
      case TlsConfig.Given(Path certificate, Path privateKey) -> Tls.of(certificate, privateKey);
      case TlsConfig.Auto auto -> {
        var listen = config.listen().resolve().getAddress();
        var own =
            OwnCertificate.keep(
                config.data().resolve(TLS_DIRECTORY),
                () -> ServerNames.now(listen, config.publicUrl(), auto.names()),
                clock);
        open.push(own::close);
        LOG.info(
            "clients must trust {}: AWS_CA_BUNDLE=FILE for the AWS CLI and boto3, --cacert FILE for"
                + " curl, NODE_EXTRA_CA_CERTS=FILE for Node.js; docs/security.md tells of others",
            own.authorityFile().toAbsolutePath());
        yield Tls.of(own.keyManager());
      }
    };
  }

  private static Authenticator authenticator(
      KinoraConfig config, byte[] secret, InstantSource clock, Deque<Runnable> open) {
    return switch (config.auth()) {
      case AuthConfig.Open() -> Authenticator.open(config.arns());
      case AuthConfig.Keys(Path file) -> {
        var keys = KeyRing.watch(file);
        open.push(keys::close);
        yield Authenticator.keys(keys, new TemporaryCredentials(secret), config.arns(), clock);
      }
    };
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }
}
