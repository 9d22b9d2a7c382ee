package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.auth.AuthenticationException.Reason;
import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryCredentialsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.5Z");
  private static final Instant END = Instant.parse("2026-11-21T11:00:00Z");
  private static final String PORCH =
      "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/1795255200123";
  private static final String READ_ONLY =
      """
      {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "kinesisvideo:Get*",
        "Resource": "arn:aws:kinesisvideo:*:*:stream/${aws:username}/*"}}\
      """;

  private final TemporaryCredentials temporary = new TemporaryCredentials(secret(1));
  private final KeyRing keys;

  TemporaryCredentialsTest(@TempDir Path directory) throws IOException {
    keys =
        KeyRing.read(
            Files.writeString(
                directory.resolve("keys.json"),
                """
                {"keys": [{"accessKeyId": "AKIDPORCH", "secretAccessKey": "s", "name": "porch"}]}\
                """));
  }

  @Test
  void theyMayDoWhatTheirKeyMay() throws Exception {
    var issued = issue(Optional.empty());
    var key = open(issued, END.minusMillis(1)).orElseThrow();

    assertThat(issued.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(issued.secret()).hasSize(43);
    assertThat(issued.expiresAt()).isEqualTo(END);
    assertThat(key)
        .isEqualTo(
            new AccessKey(
                issued.accessKeyId(),
                issued.secret(),
                issued.sessionToken(),
                "porch",
                Permissions.ALL));
  }

  @Test
  void theyEndWhenTheirTimeIsOver() {
    var issued = issue(Optional.empty());

    assertThatThrownBy(() -> open(issued, END))
        .isInstanceOfSatisfying(
            AuthenticationException.class,
            expired -> assertThat(expired.reason()).isEqualTo(Reason.EXPIRED_TOKEN))
        .hasMessage("The security token included in the request is expired");
  }

  @Test
  void theyEndWithTheirKey() throws Exception {
    var issued = issue(Optional.empty());

    assertThat(
            temporary.open(
                KeyRing.Keys.of(List.of()), issued.accessKeyId(), issued.sessionToken(), NOW))
        .isEmpty();
  }

  @Test
  void aPolicyNarrowsThem() throws Exception {
    var permissions = open(issue(Optional.of(READ_ONLY)), NOW).orElseThrow().permissions();

    assertThat(permissions.allow("kinesisvideo:GetMedia", PORCH)).isTrue();
    assertThat(permissions.allow("kinesisvideo:PutMedia", PORCH)).isFalse();
    assertThat(permissions.allow("kinesisvideo:GetMedia", PORCH.replace("porch", "door")))
        .isFalse();
  }

  @Test
  void noOctetOfATokenCanBeChanged() throws Exception {
    var issued = issue(Optional.of(READ_ONLY));
    var token = issued.sessionToken();
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      var changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(temporary.open(keys.keys(), issued.accessKeyId(), changed, NOW)).isEmpty();
    }
  }

  @Test
  void whatIsNoTokenOfThisServerAndThisIdIsNone() throws Exception {
    var issued = issue(Optional.empty());
    var ofAnotherServer = new TemporaryCredentials(secret(2));
    for (var text : List.of("", "A", "tok", "%%%", "A".repeat(4_000), issued.secret())) {
      assertThat(temporary.open(keys.keys(), issued.accessKeyId(), text, NOW)).isEmpty();
    }
    assertThat(temporary.open(keys.keys(), "AKIDPORCH", issued.sessionToken(), NOW)).isEmpty();
    assertThat(ofAnotherServer.open(keys.keys(), issued.accessKeyId(), issued.sessionToken(), NOW))
        .isEmpty();
  }

  @Test
  void onlyForAKnownKeyAndWithAPolicyThatIsUnderstood() {
    assertThatThrownBy(() -> temporary.issue(keys, "AKIDNOBODY", END, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no key AKIDNOBODY in the keys file");
    for (var document :
        List.of(
            "",
            "{",
            "{}",
            READ_ONLY.replace("\"Effect\"", "\"Condition\": {}, \"Effect\""),
            READ_ONLY.replace("Get*", "Get*" + "x".repeat(PolicyReader.LENGTH_MAX)))) {
      assertThatThrownBy(() -> issue(Optional.of(document)))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("the session policy");
    }
  }

  @Test
  void aTokenThatNoClientCouldTakeIsNotIssued() {
    var longest = READ_ONLY.replace("Get*", "Get*" + "x".repeat(1_200));

    assertThat(issue(Optional.of(longest)).sessionToken().length())
        .isLessThanOrEqualTo(TemporaryCredentials.TOKEN_LENGTH_MAX);
    assertThatThrownBy(() -> issue(Optional.of(longest.replace("Get*", "Get*" + "x".repeat(200)))))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("clients take 2048");
  }

  @Test
  void theyNeverPrintTheirSecrets() {
    var issued = issue(Optional.empty());

    assertThat(issued.toString())
        .contains(issued.accessKeyId(), "***")
        .doesNotContain(issued.secret(), issued.sessionToken());
  }

  private TemporaryCredentials.Issued issue(Optional<String> policy) {
    return temporary.issue(keys, "AKIDPORCH", END.plusMillis(999), policy);
  }

  private Optional<AccessKey> open(TemporaryCredentials.Issued issued, Instant now)
      throws AuthenticationException {
    return temporary.open(keys.keys(), issued.accessKeyId(), issued.sessionToken(), now);
  }

  private static byte[] secret(int fill) {
    var secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }
}
