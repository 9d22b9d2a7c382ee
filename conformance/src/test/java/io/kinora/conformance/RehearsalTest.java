package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckErrorCode;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinora.conformance.client.HeavyPayload;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV1Producer.Outcome;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideo.model.ClientLimitExceededException;
import software.amazon.awssdk.services.kinesisvideo.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesisvideo.model.UpdateDataRetentionOperation;

/// What the SDKs make of scripted faults.
final class RehearsalTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");
  private static final String FAULTS =
      """
      {"faults": [
        {"operation": "DescribeStream", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "DescribeStream", "stream": "shaky", "error": "InternalFailure", "times": 2},
        {"operation": "DescribeStream", "stream": "slow", "delay": "5s"},
        {"operation": "UpdateDataRetention", "error": "ClientLimitExceededException"},
        {"operation": "GetDataEndpoint", "error": "ClientLimitExceededException"},
        {"operation": "GetMedia", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "ListFragments", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "GetClip", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "PutMedia", "stream": "limited", "error": "ClientLimitExceededException"},
        {"operation": "GetMedia", "cutAnswerAfter": "5000"},
        {"operation": "PutMedia", "stream": "failing", "ackError": 4503},
        {"operation": "PutMedia", "stream": "silent", "persisted": "drop"},
        {"operation": "PutMedia", "stream": "late", "persisted": "2s"},
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
    assertThatThrownBy(() -> SDK.dataEndpoint("limited", APIName.PUT_MEDIA))
        .isInstanceOf(ClientLimitExceededException.class);
    assertThatThrownBy(RehearsalTest::keepLonger).isInstanceOf(ClientLimitExceededException.class);
    assertThatThrownBy(() -> SDK.getMediaFromEarliest("limited"))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideomedia.model.ClientLimitExceededException
                .class);
    assertThatThrownBy(() -> SDK.listFragments("limited"))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideoarchivedmedia.model
                .ClientLimitExceededException.class);
    assertThatThrownBy(() -> SDK.clip("limited", START, START.plusSeconds(10)))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideoarchivedmedia.model
                .ClientLimitExceededException.class);
    assertThat(put("limited").failure())
        .get()
        .isInstanceOf(com.amazonaws.services.kinesisvideo.model.ClientLimitExceededException.class);
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
  void persistedComesLater() {
    SDK.createStream("late");
    long begun = System.nanoTime();
    var soonest = new AtomicLong(Long.MAX_VALUE);
    var request =
        SdkV1Producer.absolute("late", new ByteArrayInputStream(Sample.H264.read().bytes()));
    try (var producer =
        SdkV1Producer.start(
            KINORA.endpoint(),
            SigV4.EXAMPLE,
            request,
            ack -> {
              if (ack.getAckEventType().getEnumValue() == AckEventType.Values.PERSISTED) {
                soonest.accumulateAndGet(System.nanoTime() - begun, Math::min);
              }
            })) {
      var outcome = producer.ended().orTimeout(2, TimeUnit.MINUTES).join().complete();

      assertThat(outcome.numbers(AckEventType.Values.PERSISTED))
          .isEqualTo(outcome.numbers(AckEventType.Values.RECEIVED))
          .isNotEmpty();
      assertThat(Duration.ofNanos(soonest.get())).isGreaterThan(Duration.ofSeconds(2));
    }
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
  void anErrorAcknowledgementEndsAnUploadInTheMiddle() throws Exception {
    try (var kinora =
            KinoraProcess.start(
                "rehearsal-ending", "--faults.endpoint=true", "--quota.bandwidth=true");
        var sdk = SdkV2.of(kinora.endpoint());
        var script = new Script(kinora.endpoint())) {
      sdk.createStream("cam");
      script.put("{\"operation\": \"PutMedia\", \"ackError\": 5000, \"after\": \"1s\"}");
      long begun = System.nanoTime();
      var payload = HeavyPayload.open();

      var outcome =
          SdkV1Producer.put(
              kinora.endpoint(), SigV4.EXAMPLE, SdkV1Producer.absolute("cam", payload));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
      assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).isNotEmpty();
      var last = outcome.acks().getLast();
      assertThat(last.getErrorId()).isEqualTo(5000);
      assertThat(last.getErrorCode().getEnumValue()).isEqualTo(AckErrorCode.Values.INTERNAL_ERROR);
    }
  }

  /// As a test of a user would: each begins with a script of its own.
  @Test
  void faultsComeAndGoWhileTheServerRuns() throws Exception {
    try (var kinora = KinoraProcess.start("rehearsal-endpoint", "--faults.endpoint=true");
        var sdk = SdkV2.of(kinora.endpoint());
        var script = new Script(kinora.endpoint())) {
      sdk.createStream("cam");
      var payload = new ByteArrayInputStream(Sample.H264.read().bytes());
      var request = SdkV1Producer.relative("cam", START, payload);
      SdkV1Producer.put(kinora.endpoint(), SigV4.EXAMPLE, request).complete();
      var url = sdk.hlsSession("cam", START);
      assertThat(plays(url)).isTrue();

      assertThat(
              script.put(
                  """
                  {"operation": "DescribeStream", "error": "ClientLimitExceededException"},
                  {"operation": "GetHLSMediaPlaylist", "error": "ClientLimitExceededException"}
                  """))
          .isEqualTo(200);
      assertThatThrownBy(() -> describe(sdk, "cam"))
          .isInstanceOf(ClientLimitExceededException.class);
      assertThat(plays(url)).isFalse();

      assertThat(script.put("{\"operation\": \"GetMedia\", \"ackError\": 4000}")).isEqualTo(400);
      assertThatThrownBy(() -> describe(sdk, "cam"))
          .isInstanceOf(ClientLimitExceededException.class);

      assertThat(script.delete()).isEqualTo(200);
      assertThat(describe(sdk, "cam").streamInfo().streamName()).isEqualTo("cam");
      assertThat(plays(url)).isTrue();
    }
  }

  /// The script of a running server.
  private record Script(HttpClient client, URI address) implements AutoCloseable {
    Script(URI server) {
      this(HttpClient.newHttpClient(), server.resolve("/faults"));
    }

    int put(String faults) throws Exception {
      return send("PUT", "{\"faults\": [" + faults + "]}");
    }

    int delete() throws Exception {
      return send("DELETE", "");
    }

    private int send(String method, String body) throws Exception {
      var request =
          HttpRequest.newBuilder(address).method(method, BodyPublishers.ofString(body)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private static boolean plays(String url) {
    return Command.of("ffprobe", "-v", "error", "-show_packets", url).run().exitCode() == 0;
  }

  private static void keepLonger() {
    SDK.control()
        .updateDataRetention(
            request ->
                request
                    .streamName("limited")
                    .currentVersion("version")
                    .operation(UpdateDataRetentionOperation.INCREASE_DATA_RETENTION)
                    .dataRetentionChangeInHours(1));
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
    return put(
        SdkV1Producer.absolute(stream, new ByteArrayInputStream(Sample.H264.read().bytes())));
  }

  private static Outcome put(PutMediaRequest request) {
    return SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request);
  }
}
