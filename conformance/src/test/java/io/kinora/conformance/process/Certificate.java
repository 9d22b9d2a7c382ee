package io.kinora.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/// A certificate for 127.0.0.1 that signs itself, made by the JDK's keytool.
///
/// @param chain PEM
/// @param privateKey PEM, PKCS#8
public record Certificate(Path chain, Path privateKey) {
  /// Of trust stores.
  public static final String PASSWORD = "changeit";

  /// Makes one.
  public static Certificate make() {
    var folder = Artefacts.folder("certificate");
    var store = folder.resolve("store.p12");
    Command.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "kinora",
            "-keyalg",
            "EC",
            "-dname",
            "CN=kinora",
            "-ext",
            "san=ip:127.0.0.1",
            "-ext",
            "bc=ca:true",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString())
        .succeed();
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      var certificate = keys.getCertificate("kinora");
      var privateKey = keys.getKey("kinora", PASSWORD.toCharArray());
      return new Certificate(
          pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded()),
          pem(folder.resolve("key.pem"), "PRIVATE KEY", privateKey.getEncoded()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Path pem(Path file, String kind, byte[] content) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, base64));
  }

  /// A trust store with the certificate of a PEM file.
  public static Path trust(Path pem) {
    try (var in = Files.newInputStream(pem)) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return trust(Artefacts.folder("trust").resolve("trust.p12"), certificate);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Path trust(Path file, java.security.cert.Certificate certificate)
      throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("kinora", certificate);
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }
}
