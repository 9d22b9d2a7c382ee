package io.kinora.server.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.auth.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of this data directory, made when it is first needed: `ca.pem` for the
/// clients, `ca.key` for nobody else. It signs certificates of servers only, and no other
/// authorities.
final class LocalAuthority {
  static final String CERTIFICATE_FILE = "ca.pem";
  static final String KEY_FILE = "ca.key";

  private static final Duration VALIDITY = Duration.ofDays(3650);

  /// Clients' clocks may be behind.
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final InstantSource clock;

  /// A certificate of a server with its key.
  ///
  /// @param chain the server's certificate and the authority's
  record Issued(PrivateKey key, X509Certificate[] chain) {}

  private LocalAuthority(X509Certificate certificate, PrivateKey key, InstantSource clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /// The authority in a directory, made if there is none.
  static LocalAuthority in(Path directory, InstantSource clock) throws IOException {
    var certificateFile = directory.resolve(CERTIFICATE_FILE);
    var keyFile = directory.resolve(KEY_FILE);
    try {
      var pem = SecretFile.read(certificateFile);
      var keyPem = SecretFile.read(keyFile);
      if (pem.isEmpty()) {
        return made(directory, clock);
      }
      if (keyPem.isEmpty()) {
        throw new NoSuchFileException(keyFile.toString());
      }
      return new LocalAuthority(certificate(pem.get()), key(keyPem.get()), clock);
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      throw new IOException(
          "%s and %s are no certificate authority; remove both for a new one"
              .formatted(certificateFile, keyFile),
          failure);
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  /// A certificate for a server of these names, and a new key for it.
  Issued issue(ServerNames names, Duration validity) {
    try {
      var pair = newPair();
      var now = clock.instant();
      var until = earlier(now.plus(validity), certificate.getNotAfter().toInstant());
      var subject = new X500Name("CN=Kinora");
      var builder =
          builder(
              new X500Name(certificate.getSubjectX500Principal().getName()),
              subject,
              pair.getPublic(),
              now,
              until);
      var ids = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              ids.createAuthorityKeyIdentifier(certificate.getPublicKey()));
      return new Issued(
          pair.getPrivate(), new X509Certificate[] {signed(builder, key), certificate});
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException absent) {
      throw new IllegalStateException("no P-256 or SHA-256", absent);
    }
  }

  private static LocalAuthority made(Path directory, InstantSource clock)
      throws IOException, GeneralSecurityException {
    var pair = newPair();
    var now = clock.instant();
    // A name of its own: clients that trust several tell them apart by it.
    var name =
        new X500Name("CN=Kinora local authority %08x".formatted(new SecureRandom().nextInt()));
    var builder = builder(name, name, pair.getPublic(), now, now.plus(VALIDITY));
    X509Certificate certificate;
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      certificate = signed(builder, pair.getPrivate());
    } catch (OperatorCreationException absent) {
      throw new IllegalStateException("no SHA-256 with ECDSA", absent);
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // The key first: a certificate without its key would be no authority.
    write(directory.resolve(KEY_FILE), "PRIVATE KEY", pair.getPrivate().getEncoded());
    write(directory.resolve(CERTIFICATE_FILE), "CERTIFICATE", certificate.getEncoded());
    return new LocalAuthority(certificate, pair.getPrivate(), clock);
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, new SecureRandom()),
        Date.from(now.minus(BACKDATED)),
        Date.from(until),
        subject,
        key);
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static GeneralNames alternatives(ServerNames names) {
    var all = new ArrayList<GeneralName>();
    names.hosts().forEach(host -> all.add(new GeneralName(GeneralName.dNSName, host)));
    names.addresses().forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
    return new GeneralNames(all.toArray(GeneralName[]::new));
  }

  private static KeyPair newPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static X509Certificate certificate(byte[] pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
    var base64 = new String(pem, US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    var pem =
        "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
            .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    SecretFile.write(file, pem.getBytes(US_ASCII));
  }
}
