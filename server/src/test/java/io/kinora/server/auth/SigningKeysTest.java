package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private static final AccessKey KEY =
      new AccessKey(
          "AKID", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, "user", Permissions.ALL);

  private final SigningKeys keys = new SigningKeys();

  @Test
  void derivesTheKeyOfAmazonsDocumentation() {
    var scope = new CredentialScope("AKID", "20150830", "us-east-1", "iam", "aws4_request");

    assertThat(HexFormat.of().formatHex(keys.derive(KEY, scope)))
        .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  }

  @Test
  void remembersOnlySoMany() {
    for (int i = 0; i < SigningKeys.REMEMBERED_MAX + 10; i++) {
      keys.derive(
          KEY, new CredentialScope("AKID", "20150830", "region-" + i, "iam", "aws4_request"));
    }

    assertThat(keys.remembered()).isEqualTo(SigningKeys.REMEMBERED_MAX);
  }
}
