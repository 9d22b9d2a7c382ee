package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.wire.WireCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAuthenticatorTest {
  private final Authenticator authenticator = Authenticator.open(Requests.ARNS);

  @Test
  void aCredentialIsBelieved() throws Exception {
    for (var capture : WireCapture.all()) {
      assertThat(authenticator.authenticate(capture.head(), new PayloadHash.NotRead()))
          .isEqualTo(
              new Caller(
                  "AKIDEXAMPLE",
                  "us-east-1",
                  "arn:aws:iam::000000000000:user/AKIDEXAMPLE",
                  Permissions.ALL));
    }
  }

  @Test
  void aRequestWithoutASignatureIsLetIn() throws Exception {
    var caller =
        authenticator.authenticate(Requests.post("/listStreams"), new PayloadHash.NotRead());

    assertThat(caller)
        .isEqualTo(
            new Caller(
                "anonymous",
                "eu-central-1",
                "arn:aws:iam::000000000000:user/anonymous",
                Permissions.ALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "garbage", "AWS4-HMAC-SHA256 Credential=x", "AWS4-HMAC-SHA256 ====,,,,"})
  void aMalformedSignatureIsLetInToo(String authorization) throws Exception {
    var head = Requests.post("/listStreams", "Authorization", authorization);

    assertThat(authenticator.authenticate(head, new PayloadHash.NotRead()).accessKeyId())
        .isEqualTo(Caller.ANONYMOUS);
  }
}
