package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckErrorCode;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV1Producer.Outcome;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesisvideo.model.ClientLimitExceededException;
import software.amazon.awssdk.services.kinesisvideo.model.DescribeStreamResponse;

/// What the SDKs make of scripted faults and of the quotas of AWS.
final class RehearsalTest {
  private static final String FAULTS =
      """
      {"faults": [
        {"operation": "DescribeStream", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "DescribeStream", "stream": "shaky", "error": "InternalFailure", "times": 2},
        {"operation": "DescribeStream", "stream": "slow", "delay": "5s"},
        {"operation": "GetMedia", "cutAnswerAfter": "5000"},
        {"operation": "PutMedia", "stream": "failing", "ackError": 4503},
        {"operation": "PutMedia", "stream": "silent", "persisted": "drop"},
        {"operation": "PutMedia", "stream": "cut", "cutUploadAfter": "20000"}
      ]}
      """;

  @AutoClose static final KinoraProcess KINORA = startWithFaults();
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @Test
  void aRefusalIsTheModelledException() {
    SDK.createStream("limited");

    assertThatThrownBy(() -> describe(SDK, "limited"))
        .isInstanceOf(ClientLimitExceededException.class);
  }

  @Test
  void anInternalFailureIsTriedAgainUntilItIsOver() {
    SDK.createStream("shaky");

    assertThat(describe(SDK, "shaky").streamInfo().streamName()).isEqualTo("shaky");
  }

  @Test
  void aDelayRunsIntoTheTimeoutOfTheCaller() {
    SDK.createStream("slow");

    assertThatThrownBy(
            () ->
                SDK.control()
                    .describeStream(
                        request ->
                            request
                                .streamName("slow")
                                .overrideConfiguration(
                                    call -> call.apiCallTimeout(Duration.ofMillis(500)))))
        .isInstanceOf(ApiCallTimeoutException.class);
  }

  @Test
  void anAnswerThatIsCutOffIsAnError() {
    SDK.createStream("media");
    assertThat(put("media").complete().numbers(AckEventType.Values.PERSISTED)).isNotEmpty();

    assertThatThrownBy(() -> SDK.getMediaFromEarliest("media"))
        .isInstanceOf(SdkClientException.class);
  }

  @Test
  void anErrorAcknowledgementReachesTheApplication() {
    SDK.createStream("failing");

    assertThat(put("failing").acks())
        .filteredOn(ack -> ack.getAckEventType().getEnumValue() == AckEventType.Values.ERROR)
        .extracting(AckEvent::getErrorCode)
        .extracting(AckErrorCode::getEnumValue)
        .containsExactly(AckErrorCode.Values.KMS_KEY_UNAVAILABLE);
  }

  @Test
  void fragmentsAreReceivedAndNeverSaidToBePersisted() {
    SDK.createStream("silent");
    var outcome = put("silent");

    assertThat(outcome.numbers(AckEventType.Values.RECEIVED)).isNotEmpty();
    assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).isEmpty();
    assertThat(SDK.listFragments("silent")).isNotEmpty();
  }

  @Test
  void anUploadThatIsCutOffFails() {
    SDK.createStream("cut");

    assertThat(put("cut").failure()).isPresent();
  }

  @Test
  void theQuotasOfAwsAreTheModelledException() {
    try (var kinora = KinoraProcess.start("profile-aws", "--profile=aws");
        var sdk = SdkV2.of(kinora.endpoint())) {
      sdk.createStream("busy");

      assertThatThrownBy(() -> IntStream.range(0, 200).forEach(_ -> describe(sdk, "busy")))
          .isInstanceOf(ClientLimitExceededException.class)
          .hasMessageContaining("DescribeStream API for resource 'busy'");
    }
  }

  private static KinoraProcess startWithFaults() {
    try {
      var script = Artefacts.folder("faults").resolve("faults.json");
      Files.writeString(script, FAULTS);
      return KinoraProcess.start("rehearsal", "--faults=" + script.toAbsolutePath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static DescribeStreamResponse describe(SdkV2 sdk, String stream) {
    return sdk.control().describeStream(request -> request.streamName(stream));
  }

  private static Outcome put(String stream) {
    var payload = new ByteArrayInputStream(Sample.H264.read().bytes());
    return SdkV1Producer.put(
        KINORA.endpoint(), SigV4.EXAMPLE, SdkV1Producer.absolute(stream, payload));
  }
}
