package io.kinora.server.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;

/// What makes a listener HTTPS: TLS 1.2 and 1.3 with a certificate.
public final class Tls {
  private final SslContext context;

  private Tls(SslContextBuilder builder) throws SSLException {
    context = builder.protocols("TLSv1.3", "TLSv1.2").build();
  }

  /// @param certificate PEM, the whole chain, the server's own first
  /// @param privateKey PEM, PKCS#8
  public static Tls of(Path certificate, Path privateKey) throws IOException {
    try {
      return new Tls(SslContextBuilder.forServer(certificate.toFile(), privateKey.toFile()));
    } catch (IllegalArgumentException | IOException wrong) {
      throw new IOException(
          "cannot use the certificate %s with the key %s: %s"
              .formatted(certificate, privateKey, wrong.getMessage()),
          wrong);
    }
  }

  /// @param keys gives each connection the certificate of the moment
  public static Tls of(KeyManager keys) throws IOException {
    return new Tls(SslContextBuilder.forServer(keys));
  }

  SslContext context() {
    return context;
  }
}
