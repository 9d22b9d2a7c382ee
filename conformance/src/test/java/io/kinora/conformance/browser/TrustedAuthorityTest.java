package io.kinora.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.PlaywrightException;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// A browser and a certificate of the server's own making: refused by whoever does not trust the
/// authority, and taken without a word by whoever was told to, with the command that is documented.
final class TrustedAuthorityTest {
  @Test
  void aBrowserThatTrustsTheAuthorityShowsTheConsole() throws IOException {
    try (var kinora = KinoraProcess.startWithKeys("tls-browser", SigV4.EXAMPLE, "--tls=auto")) {
      var folder = Artefacts.folder("tls-browser-profile");
      var stranger = Files.createDirectory(folder.resolve("stranger")).toAbsolutePath();
      try (var chromium = new Chromium(folder, stranger)) {
        var page = chromium.open().page();
        assertThatThrownBy(() -> page.navigate(kinora.endpoint().toString()))
            .isInstanceOf(PlaywrightException.class)
            .hasMessageContaining("ERR_CERT_AUTHORITY_INVALID");
      }
      var friend = Files.createDirectory(folder.resolve("friend")).toAbsolutePath();
      trust(friend, kinora.data().resolve("tls/ca.pem"));
      try (var chromium = new Chromium(folder, friend)) {
        for (var host : new String[] {"127.0.0.1", "localhost"}) {
          var tab = chromium.open();
          var url = "https://%s:%d/".formatted(host, kinora.endpoint().getPort());
          assertThat(tab.page().navigate(url).status()).isEqualTo(200);
          assertThat(tab.page().title()).contains("Kinora");
          assertThat(tab.page().evaluate("() => isSecureContext")).isEqualTo(true);
        }
      }
    }
  }

  private static void trust(Path home, Path authority) throws IOException {
    var database = "sql:" + Files.createDirectories(home.resolve(".pki/nssdb"));
    Command.of("certutil", "-d", database, "-N", "--empty-password").succeed();
    Command.of(
            "certutil",
            "-d",
            database,
            "-A",
            "-t",
            "C,,",
            "-n",
            "kinora",
            "-i",
            authority.toString())
        .succeed();
  }
}
