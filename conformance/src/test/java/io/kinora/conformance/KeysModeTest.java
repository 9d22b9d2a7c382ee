package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.endOfFragment;
import static io.kinora.conformance.wire.Matroska.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.HttpConnection;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// With `auth=keys`, clients with the right keys notice nothing, and others are told why they are
/// turned away. boto3, the AWS CLI and curl run against such a server in their own tests.
final class KeysModeTest {
  private static final SigV4 KEYS =
      new SigV4("AKIDPORCH", "the porch camera's secret", "us-east-1");
  private static final SigV4 WRONG_SECRET = new SigV4("AKIDPORCH", "guessed", "us-east-1");
  private static final SigV4 UNKNOWN_KEY = new SigV4("AKIDNOBODY", "whatever", "us-east-1");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.startWithKeys("keys", KEYS);
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint(), KEYS);

  @Test
  void theJavaSdksUploadAndRead() {
    SDK.createStream("java");
    var media = Sample.H264.read();
    var request =
        SdkV1Producer.relative("java", Instant.now(), new ByteArrayInputStream(media.bytes()));
    var outcome = SdkV1Producer.put(KINORA.endpoint(), KEYS, request).complete();

    var numbers = outcome.numbers(AckEventType.Values.PERSISTED);
    assertThat(Chunk.of(SDK.getMediaFromEarliest("java")))
        .extracting(Chunk::number)
        .isEqualTo(numbers);
    assertThat(Chunk.of(SDK.getMediaForFragments("java", numbers)))
        .extracting(Chunk::producerBytes)
        .isEqualTo(media.chunks());
  }

  @Test
  void aProducerThatSignsItsHostWithoutThePortIsAccepted() {
    SDK.createStream("portless");
    var fields = new HashMap<>(PutMediaClient.fields(KINORA.endpoint(), "portless"));
    fields.put("host", "127.0.0.1");
    var head = KEYS.head("/putMedia", fields, Instant.now());
    try (var producer = PutMediaClient.open(KINORA.endpoint(), head, _ -> {})) {
      producer.send(concat(header(), cluster(7), block(0, true, new byte[9]), endOfFragment()));
      producer.await(Stage.PERSISTED, 7);
    }
  }

  @Test
  void aWrongSecretIsASignatureThatDoesNotMatchOnEveryPlane() {
    try (var sdk = SdkV2.of(KINORA.endpoint(), WRONG_SECRET)) {
      assertRefused(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided.",
          sdk);
    }
  }

  @Test
  void anUnknownKeyIsAnInvalidToken() {
    try (var sdk = SdkV2.of(KINORA.endpoint(), UNKNOWN_KEY)) {
      assertRefused(
          "UnrecognizedClientException",
          "The security token included in the request is invalid.",
          sdk);
    }
  }

  @Test
  void theUploadOfAWrongKeyFailsBeforeAnythingIsStored() {
    SDK.createStream("guarded");
    var payload = new ByteArrayInputStream(Sample.H264.read().bytes());
    var request = SdkV1Producer.relative("guarded", Instant.now(), payload);
    var outcome = SdkV1Producer.put(KINORA.endpoint(), WRONG_SECRET, request);

    assertThat(outcome.acks()).isEmpty();
    assertThat(outcome.failure().orElseThrow())
        .isInstanceOfSatisfying(
            AmazonServiceException.class,
            refused -> {
              assertThat(refused.getStatusCode()).isEqualTo(403);
              assertThat(refused.getErrorCode()).isEqualTo("InvalidSignatureException");
            });
    assertThat(SDK.listFragments("guarded")).isEmpty();
  }

  @Test
  void anUnsignedRequestMissesItsToken() {
    assertRefused(
        "POST /listStreams HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}",
        "MissingAuthenticationTokenException");
  }

  @Test
  void aSignatureOfYesterdayHasExpired() {
    var fields = PutMediaClient.fields(KINORA.endpoint(), "any");
    assertRefused(
        KEYS.head("/putMedia", fields, Instant.now().minus(Duration.ofDays(1))),
        "InvalidSignatureException");
  }

  private static void assertRefused(String request, String errorType) {
    try (var connection = HttpConnection.open(KINORA.endpoint())) {
      connection.write(request);
      var head = connection.readHead();
      var body = new String(connection.readBody(head), StandardCharsets.UTF_8);
      assertThat(head.status()).isEqualTo(403);
      assertThat(head.field("x-amzn-ErrorType")).contains(errorType);
      assertThat(head.field("Date")).isPresent();
      assertThat(body).startsWith("{\"message\":\"");
    }
  }

  private static void assertRefused(String code, String message, SdkV2 sdk) {
    Consumer<SdkV2> control = each -> each.control().listStreams();
    Consumer<SdkV2> media = each -> each.getMediaFromEarliest("any");
    Consumer<SdkV2> archive = each -> each.listFragments("any");
    for (var call : List.of(control, media, archive)) {
      assertThatThrownBy(() -> call.accept(sdk))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              refused -> {
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(refused.awsErrorDetails().errorMessage()).startsWith(message);
              });
    }
  }
}
