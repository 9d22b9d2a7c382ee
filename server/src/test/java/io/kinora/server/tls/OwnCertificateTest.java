package io.kinora.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnCertificateTest {
  @TempDir Path directory;

  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final AtomicReference<ServerNames> names =
      new AtomicReference<>(names("localhost", "127.0.0.1"));

  @Test
  void itHoldsForTheNamesOfTheServerAndIsTrustedByItsAuthority() throws Exception {
    try (var own = keep()) {
      var certificate = chain(own)[0];

      assertThat(alternatives(certificate)).containsExactlyInAnyOrder("localhost", "127.0.0.1");
      assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
      assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
      assertThat(certificate.getNotBefore().toInstant()).isBefore(clock.instant());
      assertThat(certificate.getNotAfter().toInstant())
          .isEqualTo(clock.instant().plus(OwnCertificate.VALIDITY));
      validate(certificate, chain(own)[1]);
    }
  }

  @Test
  void theAuthorityOutlivesRestarts() throws Exception {
    X509Certificate[] before;
    try (var own = keep()) {
      before = chain(own);
    }
    try (var own = keep()) {
      assertThat(chain(own)[1]).isEqualTo(before[1]);
      assertThat(chain(own)[0]).isNotEqualTo(before[0]);
      validate(chain(own)[0], before[1]);
    }
  }

  @Test
  void itIsRenewedLongBeforeItEnds() throws Exception {
    try (var own = keep()) {
      var first = chain(own)[0];

      clock.advance(OwnCertificate.RENEWED_AFTER);
      own.refresh();
      assertThat(chain(own)[0]).isEqualTo(first);

      clock.advance(Duration.ofSeconds(1));
      own.refresh();
      assertThat(chain(own)[0].getNotAfter()).isAfter(first.getNotAfter());
    }
  }

  @Test
  void aHandshakeUnderWayKeepsTheCertificateItBeganWith() throws Exception {
    try (var own = keep()) {
      var manager = own.keyManager();
      var alias = alias(own);
      var first = manager.getCertificateChain(alias);

      clock.advance(OwnCertificate.RENEWED_AFTER.plusDays(1));
      own.refresh();

      assertThat(manager.getCertificateChain(alias)).isEqualTo(first);
      assertThat(manager.getPrivateKey(alias)).isNotNull();
      assertThat(alias(own)).isNotEqualTo(alias);
    }
  }

  @Test
  void anotherNameMakesAnotherCertificate() throws Exception {
    try (var own = keep()) {
      names.set(names("nvr.home", "192.0.2.7"));
      own.refresh();

      assertThat(alternatives(chain(own)[0])).containsExactlyInAnyOrder("nvr.home", "192.0.2.7");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.key", "ca.pem"})
  void aLinkInPlaceOfAFileIsNotFollowed(String file) throws Exception {
    keep().close();
    var link = directory.resolve("tls").resolve(file);
    Files.createSymbolicLink(link, Files.move(link, directory.resolve("elsewhere")));

    assertThatThrownBy(this::keep)
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(file)
        .hasMessageContaining("symbolic link");
  }

  @Test
  void whatIsSecretIsForTheOwnerOnly() throws Exception {
    keep().close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls())))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(tls().resolve(LocalAuthority.KEY_FILE))))
        .isEqualTo("rw-------");
  }

  @Test
  void anAuthorityThatIsDamagedOrWithoutItsKeyIsNotReplacedInSilence() throws Exception {
    keep().close();
    var key = tls().resolve(LocalAuthority.KEY_FILE);
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(this::keep)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("are no certificate authority; remove both for a new one");
    Files.delete(key);
    assertThatThrownBy(this::keep).isInstanceOf(IOException.class);
  }

  @Test
  void anAuthorityThatHasEndedStopsTheStart() throws Exception {
    keep().close();
    clock.advance(Duration.ofDays(3651));

    assertThatThrownBy(this::keep)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("remove the directory for a new one");
  }

  @Test
  void noCertificateOutlivesItsAuthority() throws Exception {
    keep().close();
    clock.advance(Duration.ofDays(3640));

    try (var own = keep()) {
      assertThat(chain(own)[0].getNotAfter()).isEqualTo(chain(own)[1].getNotAfter());
    }
  }

  @Test
  void theServerKnowsItsNames() throws Exception {
    var one =
        ServerNames.now(
            InetAddress.ofLiteral("192.0.2.7"),
            Optional.of(URI.create("https://video.example/kinora")),
            List.of("nvr.home", "192.0.2.8", "[2001:db8::1]"));
    assertThat(one.hosts()).containsExactlyInAnyOrder("localhost", "nvr.home", "video.example");
    assertThat(one.addresses())
        .containsExactlyInAnyOrder(
            "127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.7", "192.0.2.8", "2001:db8:0:0:0:0:0:1");

    var all = ServerNames.now(InetAddress.ofLiteral("0.0.0.0"), Optional.empty(), List.of());
    assertThat(all.hosts()).contains(InetAddress.getLocalHost().getHostName());
    assertThat(all.addresses()).contains("127.0.0.1").doesNotContain("0.0.0.0");
  }

  private OwnCertificate keep() throws IOException {
    return OwnCertificate.keep(tls(), names::get, clock);
  }

  private Path tls() {
    return directory.resolve("tls");
  }

  private static ServerNames names(String host, String address) {
    return new ServerNames(new TreeSet<>(Set.of(host)), new TreeSet<>(Set.of(address)));
  }

  private static String alias(OwnCertificate own) throws Exception {
    var engine = SSLContext.getDefault().createSSLEngine();
    return own.keyManager().chooseEngineServerAlias("EC", null, engine);
  }

  private static X509Certificate[] chain(OwnCertificate own) throws Exception {
    return own.keyManager().getCertificateChain(alias(own));
  }

  private static Set<String> alternatives(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> (String) name.get(1))
        .collect(Collectors.toSet());
  }

  private void validate(X509Certificate certificate, X509Certificate authority) throws Exception {
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }
}
