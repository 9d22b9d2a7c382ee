package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Capture;
import io.kinora.conformance.wire.HttpConnection;
import io.kinora.conformance.wire.PutMediaClient;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// JSON requests of boto3, the AWS CLI and the SDKs in versions that are not installed here, byte
/// for byte: each is understood, and a refusal has the shape that its client can read.
final class CapturedRequestsTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("captured-requests");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  static {
    SDK.createStream("cam1");
    try (var producer = PutMediaClient.open(KINORA.endpoint(), "cam1")) {
      producer.send(concat(header(), cluster(1_700_000_001_000L), block(0, true, new byte[99])));
      producer.end();
      producer.awaitEnd();
    }
  }

  static Stream<Capture> requests() {
    return Stream.of(
            "boto3-1.26.27", "boto3-1.43.11", "awscli-2.9.19", "awscli-1.45.11", "java-v2", "js-v3")
        .flatMap(client -> Capture.all(client).stream());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyRequestIsUnderstood(Capture request) {
    try (var connection = HttpConnection.open(KINORA.endpoint())) {
      connection.write(request.head());
      connection.write(request.body());
      var head = connection.readHead();
      var body = new String(connection.readBody(head), StandardCharsets.ISO_8859_1);

      assertThat(head.text()).contains("\r\nx-amzn-RequestId: ").contains("\r\nDate: ");
      if (head.status() == 200) {
        assertThat(head.fields()).doesNotContainKey("x-amzn-ErrorType");
      } else {
        // Stream cam1 exists; GetClip and playback may find nothing in the range they name.
        assertThat(head.status()).as("%s%n%s", head.text(), body).isIn(400, 404);
        assertThat(head.field("x-amzn-ErrorType").orElseThrow())
            .isIn(
                "ResourceInUseException",
                "ResourceNotFoundException",
                "InvalidArgumentException",
                "MissingCodecPrivateDataException",
                "InvalidCodecPrivateDataException");
        assertThat(body).startsWith("{\"Message\":\"").endsWith("\"}");
      }
    }
  }
}
