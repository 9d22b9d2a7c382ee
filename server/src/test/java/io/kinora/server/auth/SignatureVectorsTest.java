package io.kinora.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.RequestHead;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Signatures computed elsewhere, for the secret `secret` in region us-west-2.
class SignatureVectorsTest {
  private static final String SCOPE = "20261121/us-west-2/kinesisvideo/aws4_request";

  @Test
  void boto3SignsTheHashOfTheBody() throws Exception {
    var head =
        signed(
            "/describeStream",
            "content-type;host;x-amz-date;x-amz-security-token",
            "05a2f17c7cff4102b620e8cbfc6a94f9affe7f79b1feea8493683bbffce302fb",
            "host: 127.0.0.1:18431",
            "content-type: application/json",
            "x-amz-date: 20261121T081228Z",
            "x-amz-security-token: tok");

    assertThat(
            verify(head, "tok", "2026-11-21T08:12:28Z", body("{\"StreamName\": \"x\"}")).region())
        .isEqualTo("us-west-2");
  }

  @Test
  void javaV2DeclaresTheHashOfTheBody() throws Exception {
    var head =
        signed(
            "/describeStream",
            "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;"
                + "x-amz-content-sha256;x-amz-date;x-amz-security-token",
            "836b47a654e121e48060930273f2a1582cd1e8e3923fe8881d49a55e20a3756d",
            "host: 127.0.0.1:18436",
            "amz-sdk-invocation-id: e63fddbd-0488-01a4-53ff-790d293f26b5",
            "amz-sdk-request: attempt=1; max=4",
            "content-length: 19",
            "content-type: application/json",
            "x-amz-content-sha256:"
                + " 67e8be8417c42cb3ddfdd8869cfe869134941d33366da1ca0476f542043fb885",
            "x-amz-date: 20261121T081646Z",
            "x-amz-security-token: tok");

    assertThat(verify(head, "tok", "2026-11-21T08:16:46Z", body("{\"StreamName\":\"j2\"}")))
        .isNotNull();
  }

  @Test
  void boto3PresignsTheQueryWithAnEmptyPayload() throws Exception {
    var head =
        Requests.post(
            "/getMedia?StreamName=x&StartSelector=%7B%27StartSelectorType%27%3A%20%27NOW%27%7D"
                + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIDEXAMPLE%2F20261121%2Fus-west-2%2Fkinesisvideo%2Faws4_request"
                + "&X-Amz-Date=20261121T081228Z&X-Amz-Expires=3600"
                + "&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Security-Token=tok"
                + "&X-Amz-Signature=350c90f70b067c0b73f46e08a5484261ef9509334b6cfafabc74a5273b1ffc61",
            "host", "127.0.0.1:18431", "content-type", "application/json");

    assertThat(verify(head, "tok", "2026-11-21T09:12:28Z", body(""))).isNotNull();
  }

  @Test
  void theCProducerSignsHopByHopFieldsAndAnEmptyPayload() throws Exception {
    var head =
        signed(
            "/putMedia",
            "connection;host;transfer-encoding;user-agent;x-amz-date;"
                + "x-amzn-fragment-acknowledgment-required;x-amzn-fragment-timecode-type;"
                + "x-amzn-producer-start-timestamp;x-amzn-stream-name",
            "e0c23112f0954ecfa7d8158cf7a7f6ea767ba847e1a264eb13531e9ae93cd93b",
            "connection: keep-alive",
            "host: 127.0.0.1",
            "transfer-encoding: chunked",
            "user-agent: AWS-SDK-KVS/test",
            "x-amz-date: 20261121T081540Z",
            "x-amzn-fragment-acknowledgment-required: 1",
            "x-amzn-fragment-timecode-type: ABSOLUTE",
            "x-amzn-producer-start-timestamp: 1577836800.5",
            "x-amzn-stream-name: c1");

    assertThat(verify(head, null, "2026-11-21T08:15:40Z", new PayloadHash.NotRead())).isNotNull();
  }

  @Test
  void theJavaProducerSignsAnUnsignedPayloadWithoutSigningThatHeader() throws Exception {
    var head =
        signed(
            "/putMedia",
            "host;transfer-encoding;user-agent;x-amz-date;x-amzn-fragment-timecode-type;"
                + "x-amzn-producer-start-timestamp;x-amzn-stream-name",
            "d7774896168c16dced85ca96c20295a7d3d295797ba9f0a285e33fd00cdb206d",
            "host: 127.0.0.1",
            "transfer-encoding: chunked",
            "user-agent: AWS-SDK-KVS/test",
            "x-amz-content-sha256: UNSIGNED-PAYLOAD",
            "x-amz-date: 20261121T081540Z",
            "x-amzn-fragment-timecode-type: ABSOLUTE",
            "x-amzn-producer-start-timestamp: 1577836800.005",
            "x-amzn-stream-name: jp1");

    assertThat(verify(head, null, "2026-11-21T08:15:40Z", new PayloadHash.NotRead())).isNotNull();
    assertThat(
            verify(
                Requests.without(head, "x-amz-content-sha256"),
                null,
                "2026-11-21T08:15:40Z",
                new PayloadHash.NotRead()))
        .as("the same without the header")
        .isNotNull();
  }

  private static RequestHead signed(
      String target, String signedHeaders, String signature, String... fields) {
    String authorization =
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/%s, SignedHeaders=%s, Signature=%s"
            .formatted(SCOPE, signedHeaders, signature);
    var head = Requests.post(target, "Authorization", authorization);
    for (String field : fields) {
      int colon = field.indexOf(": ");
      head = Requests.and(head, field.substring(0, colon), field.substring(colon + 2));
    }
    return head;
  }

  private static PayloadHash body(String text) {
    return new PayloadHash.OfBody(text.getBytes(UTF_8));
  }

  private static Caller verify(
      RequestHead head, @Nullable String token, String now, PayloadHash payload)
      throws AuthenticationException {
    var key = new AccessKey("AKIDEXAMPLE", "secret", token, "user", Permissions.ALL);
    var clock = InstantSource.fixed(Instant.parse(now));
    return Requests.authenticator(key, clock).authenticate(head, payload);
  }
}
