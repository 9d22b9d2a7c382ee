package io.kinora.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.auth.AuthenticationException.Reason;
import io.kinora.server.http.RequestHead;
import io.kinora.server.wire.WireCapture;
import io.kinora.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysAuthenticatorTest {
  private static final WireCapture CAPTURE = WireCapture.of("curl/01.01-POST-describeStream");
  private static final String INVALID_TOKEN =
      "The security token included in the request is invalid.";

  private final FakeClock clock = new FakeClock(CAPTURE.time());

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void clocksMayBeFiveMinutesApart(long seconds) throws Exception {
    clock.advance(Duration.ofSeconds(seconds));

    assertThat(authenticate(CAPTURE.head())).isNotNull();
  }

  @Test
  void anOldSignatureHasExpired() {
    clock.advance(Duration.ofSeconds(301));

    refuses(
        CAPTURE.head(),
        Reason.INVALID_SIGNATURE,
        "Signature expired: 20261121T084458Z is now earlier than 20261121T084459Z"
            + " (20261121T084959Z - 5 min.)");
  }

  @Test
  void aSignatureFromTheFutureIsNotYetCurrent() {
    clock.advance(Duration.ofSeconds(-301));

    refuses(
        CAPTURE.head(),
        Reason.INVALID_SIGNATURE,
        "Signature not yet current: 20261121T084458Z is still later than 20261121T084457Z"
            + " (20261121T083957Z + 5 min.)");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T08:07:28Z, true",
    "2026-11-21T09:12:28Z, true",
    "2026-11-21T08:07:27Z, false",
    "2026-11-21T09:12:29Z, false"
  })
  void aPresignedRequestHoldsUntilItExpires(Instant now, boolean holds) {
    clock.set(now);
    var authenticator = signerOfLinks();
    var nothing = new PayloadHash.OfBody(new byte[0]);
    var head =
        presigned("3600", "350c90f70b067c0b73f46e08a5484261ef9509334b6cfafabc74a5273b1ffc61");

    if (holds) {
      assertThat(callerOf(authenticator, head, nothing)).isNotNull();
    } else {
      assertThatThrownBy(() -> authenticator.authenticate(head, new PayloadHash.NotRead()))
          .hasMessageStartingWith("Signature ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "604801", "99999999999999999999", "x", "1.5"})
  void aPresignedRequestHoldsSevenDaysAtMost(String expires) {
    refuses(
        presigned(expires, "00"),
        Reason.INCOMPLETE_SIGNATURE,
        "X-Amz-Expires must be from 1 to 604800 seconds.");
  }

  @Test
  void anUnknownKeyIsNotRecognized() {
    refuses(
        Requests.change(
            CAPTURE.head(), "Authorization", text -> text.replace("AKIDEXAMPLE", "AKIDOTHER")),
        Reason.UNRECOGNIZED_CLIENT,
        INVALID_TOKEN);
  }

  @Test
  void theSessionTokenOfAKeyMustComeAlong() {
    var authenticator = authenticator("token");

    assertThatThrownBy(() -> authenticator.authenticate(CAPTURE.head(), bodyOf(CAPTURE)))
        .hasMessage(INVALID_TOKEN);
    assertThatThrownBy(
            () ->
                authenticator.authenticate(
                    Requests.and(CAPTURE.head(), "x-amz-security-token", "tokem"), bodyOf(CAPTURE)))
        .hasMessage(INVALID_TOKEN);
    // Not signed, as with the C producer.
    assertThat(
            callerOf(
                authenticator,
                Requests.and(CAPTURE.head(), "x-amz-security-token", "token"),
                bodyOf(CAPTURE)))
        .isNotNull();
  }

  @Test
  void aTokenWithAPermanentKeyIsNotRecognized() {
    refuses(
        Requests.and(CAPTURE.head(), "x-amz-security-token", "token"),
        Reason.UNRECOGNIZED_CLIENT,
        INVALID_TOKEN);
  }

  @Test
  void aRequestWithoutASignatureIsMissingIt() {
    refuses(
        Requests.without(CAPTURE.head(), "Authorization"),
        Reason.MISSING_AUTHENTICATION_TOKEN,
        "Missing Authentication Token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic dXNlcjpwYXNzd29yZA==",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 garbage",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=host;x-amz-date",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, Signature=00",
        "AWS4-HMAC-SHA256 SignedHeaders=host;x-amz-date, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/2026/r/s/t, SignedHeaders=host;x-amz-date, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s, SignedHeaders=host;x-amz-date, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/R!/s/t, SignedHeaders=host;x-amz-date, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=x-amz-date, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=x-amz-date;host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=host;host;x-amz-date,"
            + " Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=Host;X-Amz-Date, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t, Credential=a/20261121/r/s/t,"
            + " SignedHeaders=host;x-amz-date, Signature=0",
        "AWS4-ECDSA-P256-SHA256 Credential=a/20261121/r/s/t, SignedHeaders=host;x-amz-date,"
            + " Signature=0",
      })
  void aMalformedSignatureIsIncomplete(String authorization) {
    refuses(
        Requests.change(CAPTURE.head(), "Authorization", _ -> authorization),
        Reason.INCOMPLETE_SIGNATURE,
        null);
  }

  @Test
  void aRequestIsSignedOnce() {
    var head = CAPTURE.head();
    String authorization = head.headers().first("Authorization").orElseThrow();

    refuses(Requests.and(head, "Authorization", authorization), Reason.INCOMPLETE_SIGNATURE, null);
    refuses(Requests.at(head, head.path(), "X-Amz-Signature=0"), Reason.INCOMPLETE_SIGNATURE, null);
    refuses(
        Requests.and(head, "X-Amz-Date", "20261121T084458Z"), Reason.INCOMPLETE_SIGNATURE, null);
    refuses(
        Requests.and(Requests.and(head, "X-Amz-Security-Token", "a"), "X-Amz-Security-Token", "b"),
        Reason.INCOMPLETE_SIGNATURE,
        null);
    var twice = presigned("3600", "00&X-Amz-Expires=60");
    refuses(twice, Reason.INCOMPLETE_SIGNATURE, "A parameter of the signature is given twice.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature"
      })
  void aPresignedRequestHasAllItsParts(String part) {
    var head = presigned("3600", "00");
    String query = head.query().replaceFirst(part + "=[^&]*&?", "");

    refuses(Requests.at(head, head.path(), query), Reason.INCOMPLETE_SIGNATURE, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "2026-11-21T08:44:58Z", "20261321T084458Z", "20261121T084458"})
  void aDateThatCannotBeReadIsIncomplete(String date) {
    refuses(
        Requests.change(CAPTURE.head(), "X-Amz-Date", _ -> date),
        Reason.INCOMPLETE_SIGNATURE,
        null);
  }

  @Test
  void theScopeMustFitTheServiceAndTheDay() {
    refuses(
        scoped("/kinesisvideo/", "/kinesis/"),
        Reason.INVALID_SIGNATURE,
        "Credential should be scoped to correct service: 'kinesisvideo'.");
    refuses(
        scoped("/aws4_request", "/aws5_request"),
        Reason.INVALID_SIGNATURE,
        "Credential should be scoped with a valid terminator: 'aws4_request'.");
    refuses(
        scoped("/20261121/", "/20261120/"),
        Reason.INVALID_SIGNATURE,
        "The date in the credential scope does not match the date of the request.");
  }

  @Test
  void aDeclaredHashIsHeldToTheBody() {
    var capture = WireCapture.of("js-v3/01.01-POST-describeStream");
    clock.set(capture.time());
    byte[] other = "{\"StreamName\":\"cam2\"}".getBytes(UTF_8);

    assertThatThrownBy(
            () -> authenticator(null).authenticate(capture.head(), new PayloadHash.OfBody(other)))
        .hasMessageStartingWith("The request signature we calculated");
  }

  @Test
  void aSignatureOverNoBodyIsNoneOverABody() throws Exception {
    var capture = WireCapture.of("kvssink-new-stream/04.01-POST-putMedia");
    clock.set(capture.time());
    var authenticator = authenticator(null);

    assertThat(authenticator.authenticate(capture.head(), new PayloadHash.NotRead())).isNotNull();
    assertThatThrownBy(
            () ->
                authenticator.authenticate(
                    capture.head(), new PayloadHash.OfBody("{}".getBytes(UTF_8))))
        .hasMessageStartingWith("The request signature we calculated");
  }

  @Test
  void hugeSignaturesAreRefusedAtOnce() {
    String names =
        IntStream.range(0, SignedRequest.SIGNED_HEADERS_MAX + 1)
            .mapToObj("a%03d"::formatted)
            .collect(Collectors.joining(";"));
    refuses(
        Requests.change(
            CAPTURE.head(),
            "Authorization",
            text -> text.replace("content-type;host", names + ";content-type;host")),
        Reason.INCOMPLETE_SIGNATURE,
        "SignedHeaders must be at most 64 names in lower case.");
    refuses(
        Requests.change(
            CAPTURE.head(), "Authorization", text -> text.replace("AKID", "A".repeat(30_000))),
        Reason.INCOMPLETE_SIGNATURE,
        null);
    refuses(
        Requests.change(CAPTURE.head(), "Authorization", text -> text + "0".repeat(30_000)),
        Reason.INVALID_SIGNATURE,
        null);
    refuses(
        Requests.at(CAPTURE.head(), CAPTURE.head().path(), "a&".repeat(15_000)),
        Reason.INVALID_SIGNATURE,
        null);
  }

  @Test
  void noMessageGivesASecretAway() {
    assertThatThrownBy(
            () -> authenticate(Requests.change(CAPTURE.head(), "Host", host -> host + "x")))
        .satisfies(failure -> assertThat(failure.toString()).doesNotContain(WireCapture.SECRET));
  }

  private static RequestHead presigned(String expires, String signature) {
    return Requests.post(
        "/getMedia?StreamName=x"
            + "&StartSelector=%7B%27StartSelectorType%27%3A%20%27NOW%27%7D"
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F20261121%2Fus-west-2%2Fkinesisvideo%2Faws4_request"
            + "&X-Amz-Date=20261121T081228Z&X-Amz-Expires="
            + expires
            + "&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Security-Token=tok"
            + "&X-Amz-Signature="
            + signature,
        "host",
        "127.0.0.1:18431",
        "content-type",
        "application/json");
  }

  private static RequestHead scoped(String from, String to) {
    return Requests.change(CAPTURE.head(), "Authorization", text -> text.replace(from, to));
  }

  private void refuses(RequestHead head, Reason reason, @Nullable String message) {
    assertThatThrownBy(() -> authenticate(head))
        .isInstanceOfSatisfying(
            AuthenticationException.class,
            failure -> assertThat(failure.reason()).isEqualTo(reason))
        .satisfies(
            failure -> {
              if (message != null) {
                assertThat(failure).hasMessage(message);
              }
            });
  }

  private Caller authenticate(RequestHead head) throws AuthenticationException {
    return authenticator(null).authenticate(head, bodyOf(CAPTURE));
  }

  private KeysAuthenticator authenticator(@Nullable String token) {
    var key =
        new AccessKey(
            WireCapture.ACCESS_KEY_ID, WireCapture.SECRET, token, "camera", Permissions.ALL);
    return Requests.authenticator(key, clock);
  }

  private KeysAuthenticator signerOfLinks() {
    return Requests.authenticator(
        new AccessKey("AKIDEXAMPLE", "secret", "tok", "user", Permissions.ALL), clock);
  }

  private static Caller callerOf(
      Authenticator authenticator, RequestHead head, PayloadHash payload) {
    try {
      return authenticator.authenticate(head, payload);
    } catch (AuthenticationException failure) {
      throw new AssertionError("not let in", failure);
    }
  }

  private static PayloadHash bodyOf(WireCapture capture) {
    return new PayloadHash.OfBody(capture.body());
  }
}
