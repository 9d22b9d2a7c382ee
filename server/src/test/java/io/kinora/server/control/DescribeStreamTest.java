package io.kinora.server.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.http.Response;
import io.kinora.server.wire.WireCapture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescribeStreamTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @Test
  void whatTheUserLeftOutIsLeftOut() {
    String arn = control.create("cam1", 0);

    var reply =
        (Response)
            control.client.send(
                ApiClient.post("/describeStream", "{\"StreamARN\":\"%s\"}".formatted(arn)));

    // As text: the form of the number counts.
    assertThat(new String(reply.body(), UTF_8))
        .isEqualTo(
            """
            {"StreamInfo":{"CreationTime":1795255200.123,"DataRetentionInHours":0,\
            "KmsKeyId":"arn:aws:kms:eu-central-1:111122223333:alias/aws/kinesisvideo",\
            "Status":"ACTIVE",\
            "StreamARN":"arn:aws:kinesisvideo:eu-central-1:111122223333:stream/cam1/1795255200123",\
            "StreamName":"cam1","Version":"%s"}}\
            """
                .formatted(control.version("cam1")));
    assertThat(control.version("cam1")).matches("[a-zA-Z0-9]{20}");
  }

  @Test
  void nameAndArnMayBothBeGiven() {
    String arn = control.create("cam1");

    assertThat(
            control.client.call(
                Action.DESCRIBE_STREAM,
                "{\"StreamName\":\"cam1\",\"StreamARN\":\"%s\"}".formatted(arn)))
        .isNotNull();
  }

  @Test
  void streamsThatAreNotThereAreRefused() {
    control.refusesStrangeStreams(Action.DESCRIBE_STREAM, "", "InvalidArgumentException");
  }

  @Test
  void anOldArnDoesNotMeanTheStreamThatHasTheNameNow() {
    String old = control.create("cam1");
    control.client.call(Action.DELETE_STREAM, "{\"StreamARN\":\"%s\"}".formatted(old));
    String young = control.create("cam1");

    assertThat(young).isNotEqualTo(old);
    control.fails(
        Action.DESCRIBE_STREAM,
        "{\"StreamARN\":\"%s\"}".formatted(old),
        404,
        "ResourceNotFoundException");
    control.clock.advance(Duration.ofDays(1));
    assertThat(
            control
                .client
                .call(Action.DESCRIBE_STREAM, "{\"StreamARN\":\"%s\"}".formatted(young))
                .size())
        .isEqualTo(1);
  }

  @Test
  void theArnKeepsTheRegionOfItsCreator() {
    var capture = WireCapture.of("kvssink-new-stream/02.01-POST-createStream");
    var created =
        ApiClient.result(control.client.send(ApiClient.request(capture.head(), capture.body())));

    assertThat(created.get("StreamARN").stringValue())
        .isEqualTo("arn:aws:kinesisvideo:us-east-1:111122223333:stream/cam1/1795255200123");
    // Asked by a caller without a region.
    assertThat(control.describe("cam1").get("StreamARN")).isEqualTo(created.get("StreamARN"));
    assertThat(control.describe("cam1").get("KmsKeyId").stringValue())
        .startsWith("arn:aws:kms:us-east-1:");
  }
}
