package io.kinora.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
  private static final PageToken TOKEN =
      new PageToken(Action.LIST_FRAGMENTS, 7, "SERVER 1 2", 100, "91343852333181");

  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final PageTokens tokens = new PageTokens(secret(1), clock);

  @Test
  void aTokenComesBackAsItWasGivenOut() {
    String text = tokens.issue(TOKEN);

    assertThat(text).matches("[a-zA-Z0-9+/]+={0,2}");
    assertThat(tokens.open(text, Action.LIST_FRAGMENTS, 7, null)).isEqualTo(TOKEN);
    assertThat(tokens.open(text, Action.LIST_FRAGMENTS, 7, "SERVER 1 2")).isEqualTo(TOKEN);
  }

  @Test
  void aTokenOutlivesARestart() {
    String text = tokens.issue(TOKEN);

    assertThat(new PageTokens(secret(1), clock).open(text, Action.LIST_FRAGMENTS, 7, null))
        .isEqualTo(TOKEN);
    var other = new PageTokens(secret(2), clock);
    assertThatThrownBy(() -> other.open(text, Action.LIST_FRAGMENTS, 7, null))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void aTokenIsGoodForWhatItWasGivenOutForOnly() {
    String text = tokens.issue(TOKEN);

    refuses(() -> tokens.open(text, Action.GET_IMAGES, 7, null));
    refuses(() -> tokens.open(text, Action.LIST_FRAGMENTS, 8, null));
    refuses(() -> tokens.open(text, Action.LIST_FRAGMENTS, 7, "SERVER 1 3"));
  }

  @Test
  void aTokenLastsADay() {
    String text = tokens.issue(TOKEN);

    clock.advance(Duration.ofHours(24));
    assertThat(tokens.open(text, Action.LIST_FRAGMENTS, 7, null)).isEqualTo(TOKEN);
    clock.advance(Duration.ofMillis(1));
    refuses(() -> tokens.open(text, Action.LIST_FRAGMENTS, 7, null));
  }

  @Test
  void noOctetOfATokenCanBeChanged() {
    byte[] bytes = Base64.getDecoder().decode(tokens.issue(TOKEN));
    for (int i = 0; i < bytes.length; i++) {
      byte[] forged = bytes.clone();
      forged[i] ^= 1;
      String text = Base64.getEncoder().encodeToString(forged);
      refuses(() -> tokens.open(text, Action.LIST_FRAGMENTS, 7, null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "====", "not base64!", "AAAA", "-_-_"})
  void whatIsNoTokenIsRefused(String text) {
    refuses(() -> tokens.open(text, Action.LIST_FRAGMENTS, 7, null));
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatThrownBy(() -> new PageTokens(new byte[31], clock))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refuses(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.INVALID_ARGUMENT));
  }

  private static byte[] secret(int first) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    return secret;
  }
}
