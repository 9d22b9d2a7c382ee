package io.kinora.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import com.amazonaws.services.kinesisvideo.model.ResourceNotFoundException;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV1Producer.Outcome;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;

/// PutMedia by the AWS SDK for Java v1: absolute-form targets, a signature over a hash that names
/// chunk signatures which never come, acknowledgements split at line feeds.
final class JavaV1PutMediaTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("java-v1");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final MediaFile sent = Sample.H264.read();

  @Test
  void everyFragmentIsBufferedThenReceivedThenPersistedAndTheUploadCompletes() {
    SDK.createStream("order");
    var acks = put(relative("order")).complete().acks();

    var timecodes = sent.timecodes();
    assertThat(stages(acks, AckEventType.Values.BUFFERING)).isEqualTo(timecodes);
    assertThat(stages(acks, AckEventType.Values.RECEIVED)).isEqualTo(timecodes);
    assertThat(stages(acks, AckEventType.Values.PERSISTED)).isEqualTo(timecodes);
    assertThat(acks).hasSize(3 * timecodes.size());
    for (int i = 0; i < timecodes.size(); i++) {
      int buffering = position(acks, AckEventType.Values.BUFFERING, timecodes.get(i));
      int received = position(acks, AckEventType.Values.RECEIVED, timecodes.get(i));
      int persisted = position(acks, AckEventType.Values.PERSISTED, timecodes.get(i));
      assertThat(buffering).isLessThan(received);
      assertThat(received).isLessThan(persisted);
      assertThat(acks.get(buffering).getFragmentNumber())
          .isEqualTo(acks.get(received).getFragmentNumber())
          .isEqualTo(acks.get(persisted).getFragmentNumber());
      if (i > 0) {
        assertThat(position(acks, AckEventType.Values.RECEIVED, timecodes.get(i - 1)))
            .isLessThan(buffering);
      }
    }
  }

  @Test
  void fragmentNumbersHave47DigitsAndRise() {
    SDK.createStream("numbers");
    var first = put(relative("numbers")).complete().numbers(AckEventType.Values.PERSISTED);
    var second = put(relative("numbers")).complete().numbers(AckEventType.Values.PERSISTED);

    assertThat(first).allMatch(number -> number.matches("\\d{47}")).isSorted();
    assertThat(second).allMatch(number -> number.matches("\\d{47}")).isSorted();
    assertThat(second.getFirst()).isGreaterThan(first.getLast());
  }

  @Test
  void relativeTimecodesCountFromTheStartTimestamp() {
    SDK.createStream("relative");
    put(relative("relative")).complete();

    assertThat(SDK.listFragments("relative"))
        .extracting(Fragment::producerTimestamp)
        .isEqualTo(sent.timecodes().stream().map(START::plusMillis).toList());
  }

  @Test
  void absoluteTimecodesAreTheTimeOfDay() {
    SDK.createStream("absolute");
    put(SdkV1Producer.absolute("absolute", payload())).complete();

    assertThat(SDK.listFragments("absolute"))
        .extracting(Fragment::producerTimestamp)
        .isEqualTo(sent.timecodes().stream().map(Instant::ofEpochMilli).toList());
  }

  @Test
  void aStreamCanBeNamedByItsArn() {
    var arn = SDK.createStream("by-arn");
    var outcome = put(relative("unused").withStreamARN(arn).withStreamName(null)).complete();

    assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).hasSize(sent.chunks().size());
  }

  @Test
  void withoutRetentionNothingIsPersisted() {
    SDK.control().createStream(request -> request.streamName("no-retention"));
    var outcome = put(relative("no-retention")).complete();

    assertThat(outcome.numbers(AckEventType.Values.RECEIVED)).hasSize(sent.chunks().size());
    assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).isEmpty();
    assertThat(SDK.listFragments("no-retention")).isEmpty();
  }

  @Test
  void anUnknownStreamFailsWithTheModelledException() {
    var outcome = put(relative("never-created"));

    assertThat(outcome.failure()).get().isInstanceOf(ResourceNotFoundException.class);
    assertThat(outcome.acks()).isEmpty();
  }

  @Test
  void bytesThatAreNoMatroskaEndWithError4006() {
    SDK.createStream("garbage");
    var garbage = "GIF89a is another format".repeat(100).getBytes(StandardCharsets.UTF_8);
    var request = SdkV1Producer.relative("garbage", START, new ByteArrayInputStream(garbage));
    var acks = put(request).acks();

    assertThat(acks).hasSize(1);
    assertThat(acks.getFirst().getAckEventType().getEnumValue())
        .isEqualTo(AckEventType.Values.ERROR);
    assertThat(acks.getFirst().getErrorId()).isEqualTo(4006);
    assertThat(acks.getFirst().getErrorCode().getRawValue()).isEqualTo("INVALID_MKV_DATA");
  }

  private PutMediaRequest relative(String stream) {
    return SdkV1Producer.relative(stream, START, payload());
  }

  private ByteArrayInputStream payload() {
    return new ByteArrayInputStream(sent.bytes());
  }

  private static Outcome put(PutMediaRequest request) {
    return SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request);
  }

  private static List<Long> stages(List<AckEvent> acks, AckEventType.Values stage) {
    return acks.stream()
        .filter(ack -> ack.getAckEventType().getEnumValue() == stage)
        .map(AckEvent::getFragmentTimecode)
        .toList();
  }

  private static int position(List<AckEvent> acks, AckEventType.Values stage, long timecode) {
    for (int i = 0; i < acks.size(); i++) {
      var ack = acks.get(i);
      if (ack.getAckEventType().getEnumValue() == stage
          && requireNonNull(ack.getFragmentTimecode()) == timecode) {
        return i;
      }
    }
    throw new AssertionError("no " + stage + " of " + timecode + " in " + acks);
  }
}
