package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckErrorCode;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.HeavyPayload;
import io.kinora.conformance.client.LiveReader;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV1Producer.Outcome;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideo.model.ClientLimitExceededException;
import software.amazon.awssdk.services.kinesisvideomedia.model.ConnectionLimitExceededException;

/// What the SDKs make of the quotas of AWS.
final class AwsQuotasTest {
  private static final long T = 1_795_250_519_464L;

  /// Readers do not give up while a test is at its other ones.
  @AutoClose
  static final KinoraProcess KINORA =
      KinoraProcess.start("profile-aws", "--profile=aws", "--live.idle-timeout=1m");

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @Test
  void tooManyCallsAreTheModelledException() {
    SDK.createStream("busy");

    assertThatThrownBy(
            () ->
                IntStream.range(0, 200)
                    .forEach(
                        _ -> SDK.control().describeStream(request -> request.streamName("busy"))))
        .isInstanceOf(ClientLimitExceededException.class)
        .hasMessageContaining("DescribeStream API for resource 'busy'");
  }

  @Test
  void aFourthReaderOfAStreamIsRefused() {
    SDK.createStream("read");
    try (var _ = LiveReader.now(SDK, "read");
        var _ = LiveReader.now(SDK, "read");
        var _ = LiveReader.now(SDK, "read")) {
      assertThatThrownBy(() -> LiveReader.now(SDK, "read"))
          .isInstanceOf(ConnectionLimitExceededException.class);
    }
  }

  @Test
  void aSecondProducerOfAStreamIsRefused() {
    SDK.createStream("written");
    try (var first = PutMediaClient.open(KINORA.endpoint(), "written")) {
      first.send(concat(header(), cluster(T), block(0, true, new byte[9])));
      first.await(Stage.BUFFERING, T);

      var second = put(KINORA.endpoint(), "written", sample());

      assertThat(second.acks()).isEmpty();
      assertThat(second.failure())
          .get()
          .isInstanceOf(
              com.amazonaws.services.kinesisvideo.model.ConnectionLimitExceededException.class);
    }
  }

  @Test
  void anUploadThatIsTooLongEndsWithItsError() {
    try (var kinora =
            KinoraProcess.start(
                "profile-aws-long", "--profile=aws", "--ingest.max-session-duration=2s");
        var sdk = SdkV2.of(kinora.endpoint())) {
      sdk.createStream("long");
      var payload = HeavyPayload.open();

      var outcome = put(kinora.endpoint(), "long", payload);

      assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).as("%s", outcome).isNotEmpty();
      var last = outcome.acks().getLast();
      assertThat(last.getErrorId()).isEqualTo(4003);
      assertThat(last.getErrorCode().getEnumValue())
          .isEqualTo(AckErrorCode.Values.MAX_CONNECTION_DURATION_REACHED);
    }
  }

  private static InputStream sample() {
    return new ByteArrayInputStream(Sample.H264.read().bytes());
  }

  private static Outcome put(URI endpoint, String stream, InputStream payload) {
    return SdkV1Producer.put(endpoint, SigV4.EXAMPLE, SdkV1Producer.absolute(stream, payload));
  }
}
