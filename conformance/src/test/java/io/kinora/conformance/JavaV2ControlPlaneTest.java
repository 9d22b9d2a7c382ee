package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.KinoraProcess;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideo.model.ComparisonOperator;
import software.amazon.awssdk.services.kinesisvideo.model.ConfigurationStatus;
import software.amazon.awssdk.services.kinesisvideo.model.DefaultStorageTier;
import software.amazon.awssdk.services.kinesisvideo.model.Format;
import software.amazon.awssdk.services.kinesisvideo.model.FormatConfigKey;
import software.amazon.awssdk.services.kinesisvideo.model.ImageGenerationConfiguration;
import software.amazon.awssdk.services.kinesisvideo.model.ImageSelectorType;
import software.amazon.awssdk.services.kinesisvideo.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisvideo.model.KinesisVideoException;
import software.amazon.awssdk.services.kinesisvideo.model.NotificationConfiguration;
import software.amazon.awssdk.services.kinesisvideo.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesisvideo.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideo.model.Status;
import software.amazon.awssdk.services.kinesisvideo.model.StreamInfo;
import software.amazon.awssdk.services.kinesisvideo.model.Tag;
import software.amazon.awssdk.services.kinesisvideo.model.UpdateDataRetentionOperation;
import software.amazon.awssdk.services.kinesisvideo.model.VersionMismatchException;

/// The control plane as the AWS SDK for Java v2 sees it.
final class JavaV2ControlPlaneTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("java-v2-control");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final KinesisVideoClient control = SDK.control();

  @Test
  void aCreatedStreamIsActiveAndDescribedAsItWasAskedFor() {
    var before = Instant.now();
    var arn =
        control
            .createStream(
                request ->
                    request
                        .streamName("porch")
                        .deviceName("camera-7")
                        .mediaType("video/h264,audio/aac")
                        .dataRetentionInHours(48)
                        .tags(Map.of("floor", "1")))
            .streamARN();

    var info = describe("porch");
    assertThat(info.streamARN()).isEqualTo(arn);
    assertThat(arn)
        .matches("arn:aws:kinesisvideo:us-east-1:\\d{12}:stream/porch/\\d{13}")
        .endsWith("/" + info.creationTime().toEpochMilli());
    assertThat(info.status()).isEqualTo(Status.ACTIVE);
    assertThat(info.deviceName()).isEqualTo("camera-7");
    assertThat(info.mediaType()).isEqualTo("video/h264,audio/aac");
    assertThat(info.dataRetentionInHours()).isEqualTo(48);
    assertThat(info.creationTime()).isBetween(before.minusSeconds(1), Instant.now());
    assertThat(info.version()).matches("[a-zA-Z0-9]{1,64}");
    assertThat(info.kmsKeyId()).isNotEmpty();
    assertThat(control.describeStream(request -> request.streamARN(arn)).streamInfo())
        .isEqualTo(info);
  }

  @Test
  void mistakesComeBackAsTheModelledExceptions() {
    control.createStream(request -> request.streamName("taken"));

    assertThatThrownBy(() -> control.createStream(request -> request.streamName("taken")))
        .isInstanceOf(ResourceInUseException.class);
    assertThatThrownBy(() -> describe("nowhere"))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            missing -> {
              assertThat(missing.statusCode()).isEqualTo(404);
              assertThat(missing.requestId()).isNotBlank();
              assertThat(missing.awsErrorDetails().errorMessage()).isNotBlank();
            });
    assertThatThrownBy(() -> control.createStream(request -> request.streamName("no spaces")))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(
            () ->
                control.updateStream(
                    request ->
                        request.streamName("taken").currentVersion("other").mediaType("a/b")))
        .isInstanceOf(VersionMismatchException.class);
    assertThatThrownBy(() -> control.describeStream(_ -> {}))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void updatesChangeTheVersionAndWhatTheyName() {
    control.createStream(request -> request.streamName("moving").dataRetentionInHours(10));
    var created = describe("moving");

    control.updateStream(
        request ->
            request.streamName("moving").currentVersion(created.version()).mediaType("video/h265"));
    var updated = describe("moving");
    assertThat(updated.mediaType()).isEqualTo("video/h265");
    assertThat(updated.version()).isNotEqualTo(created.version());

    control.updateDataRetention(
        request ->
            request
                .streamName("moving")
                .currentVersion(updated.version())
                .operation(UpdateDataRetentionOperation.INCREASE_DATA_RETENTION)
                .dataRetentionChangeInHours(5));
    var longer = describe("moving");
    assertThat(longer.dataRetentionInHours()).isEqualTo(15);

    assertThatThrownBy(
            () ->
                control.updateDataRetention(
                    request ->
                        request
                            .streamName("moving")
                            .currentVersion(longer.version())
                            .operation(UpdateDataRetentionOperation.DECREASE_DATA_RETENTION)
                            .dataRetentionChangeInHours(16)))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void configurationsAreKeptAndGivenBack() {
    var arn = SDK.createStream("configured");
    control.updateStreamStorageConfiguration(
        request ->
            request
                .streamARN(arn)
                .currentVersion(describe("configured").version())
                .streamStorageConfiguration(
                    storage -> storage.defaultStorageTier(DefaultStorageTier.WARM)));
    var storage = control.describeStreamStorageConfiguration(request -> request.streamARN(arn));
    assertThat(storage.streamStorageConfiguration().defaultStorageTier())
        .isEqualTo(DefaultStorageTier.WARM);

    var images =
        ImageGenerationConfiguration.builder()
            .status(ConfigurationStatus.ENABLED)
            .imageSelectorType(ImageSelectorType.PRODUCER_TIMESTAMP)
            .destinationConfig(to -> to.uri("s3://bucket").destinationRegion("us-east-1"))
            .samplingInterval(3000)
            .format(Format.JPEG)
            .formatConfig(Map.of(FormatConfigKey.JPEG_QUALITY, "70"))
            .build();
    control.updateImageGenerationConfiguration(
        request -> request.streamARN(arn).imageGenerationConfiguration(images));
    var kept = control.describeImageGenerationConfiguration(request -> request.streamARN(arn));
    assertThat(kept.imageGenerationConfiguration()).isEqualTo(images);

    var notified =
        NotificationConfiguration.builder()
            .status(ConfigurationStatus.DISABLED)
            .destinationConfig(to -> to.uri("arn:aws:sns:us-east-1:1:topic"))
            .build();
    control.updateNotificationConfiguration(
        request -> request.streamARN(arn).notificationConfiguration(notified));
    var told = control.describeNotificationConfiguration(request -> request.streamARN(arn));
    assertThat(told.notificationConfiguration()).isEqualTo(notified);
  }

  @Test
  void tagsArePutListedAndTakenAway() {
    var arn =
        control
            .createStream(request -> request.streamName("tagged").tags(Map.of("a", "1")))
            .streamARN();
    control.tagStream(
        request -> request.streamName("tagged").tags(Map.of("b", "two words", "c", "")));
    control.untagStream(request -> request.streamName("tagged").tagKeyList("a"));

    assertThat(control.listTagsForStream(request -> request.streamName("tagged")).tags())
        .isEqualTo(Map.of("b", "two words", "c", ""));

    var tag = Tag.builder().key("d").value("4").build();
    control.tagResource(request -> request.resourceARN(arn).tags(tag));
    control.untagResource(request -> request.resourceARN(arn).tagKeyList("b", "c"));
    assertThat(control.listTagsForResource(request -> request.resourceARN(arn)).tags())
        .isEqualTo(Map.of("d", "4"));
  }

  @Test
  void aDeletedStreamIsGoneAndItsArnDoesNotReachTheNextOfThatName() {
    var arn = SDK.createStream("short-lived");
    control.deleteStream(request -> request.streamARN(arn));
    assertThatThrownBy(() -> describe("short-lived")).isInstanceOf(ResourceNotFoundException.class);

    SDK.createStream("short-lived");
    assertThatThrownBy(() -> control.describeStream(request -> request.streamARN(arn)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void thePaginatorVisitsEveryStreamOnce() {
    for (int i = 0; i < 7; i++) {
      var name = "page-" + i;
      control.createStream(request -> request.streamName(name));
    }

    var pages =
        control.listStreamsPaginator(
            request ->
                request
                    .maxResults(3)
                    .streamNameCondition(
                        condition ->
                            condition
                                .comparisonOperator(ComparisonOperator.BEGINS_WITH)
                                .comparisonValue("page-")));
    assertThat(pages.stream().map(page -> page.streamInfoList().size())).containsExactly(3, 3, 1);
    assertThat(pages.streamInfoList().stream().map(StreamInfo::streamName))
        .containsExactlyInAnyOrder(
            "page-0", "page-1", "page-2", "page-3", "page-4", "page-5", "page-6");
  }

  @Test
  void theDataEndpointOfEveryOperationIsAnAddressWithPortAndWithoutPath() {
    control.createStream(request -> request.streamName("addressed"));
    for (var operation : APIName.knownValues()) {
      assertThat(SDK.dataEndpoint("addressed", operation))
          .as("%s", operation)
          .isEqualTo(URI.create("http://127.0.0.1:" + KINORA.endpoint().getPort()));
    }
  }

  @Test
  void anUnknownOperationIsAnErrorAndNotASuccess() {
    assertThatThrownBy(() -> control.createSignalingChannel(request -> request.channelName("c")))
        .isInstanceOf(KinesisVideoException.class);
  }

  private StreamInfo describe(String name) {
    return control.describeStream(request -> request.streamName(name)).streamInfo();
  }
}
