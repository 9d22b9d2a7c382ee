package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTPS with a certificate of the server's own making.
final class TlsAutoTest {
  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(data, Map.of("tls", "auto"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void whoTrustsTheAuthorityTrustsTheServerByItsNames(String host) throws Exception {
    try (var client = client(trusting(), "TLSv1.3")) {
      assertThat(health(client, host)).isEqualTo(200);
    }
  }

  @Test
  void whoDoesNotTrustTheAuthorityIsNotServed() {
    try (var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> health(client, "localhost"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aClientThatKnowsTls12OnlyIsServed() throws Exception {
    try (var client = client(trusting(), "TLSv1.2")) {
      assertThat(health(client, "localhost")).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0300", "0301", "0302"})
  void aClientThatOffersNothingLaterThanTls11IsRefused(String version) throws Exception {
    // A ClientHello without extensions, for suites that those versions have.
    var random = "00".repeat(32);
    var body = version + random + "00" + "0006" + "002f" + "c013" + "c009" + "01" + "00";
    var message = "01" + "%06x".formatted(body.length() / 2) + body;
    try (var connection = server.connect()) {
      connection.send(
          HexFormat.of()
              .parseHex("16" + "0301" + "%04x".formatted(message.length() / 2) + message));

      // Alert, fatal, protocol_version (RFC 8446, 6.2).
      assertThat(connection.rest().chars().skip(5).limit(2)).containsExactly(2, 70);
    }
  }

  @Test
  void plainHttpIsNotSpokenThere() throws Exception {
    try (var connection = server.connect()) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(connection.rest()).doesNotContain("HTTP/1.1");
    }
  }

  private static int health(HttpClient client, String host) throws Exception {
    var url = "https://%s:%d/healthz".formatted(host, server.url().getPort());
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .statusCode();
  }

  private static HttpClient client(SSLContext context, String protocol) {
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    return HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build();
  }

  private static SSLContext trusting() throws Exception {
    var authority =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(Files.readAllBytes(data.resolve("tls/ca.pem"))));
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("kinora", authority);
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
