package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Storage tier, image generation and notifications: kept and given back.
class StreamConfigurationsTest {
  private static final String IMAGES =
      """
      {"Status":"ENABLED","ImageSelectorType":"SERVER_TIMESTAMP",\
      "DestinationConfig":{"Uri":"s3://bucket/prefix","DestinationRegion":"eu-central-1"},\
      "SamplingInterval":200,"Format":"JPEG","FormatConfig":{"JPEGQuality":"80"},\
      "WidthPixels":3840,"HeightPixels":2160}\
      """;

  private static final String NOTIFICATIONS =
      """
      {"Status":"DISABLED","DestinationConfig":{"Uri":"sns://topic"}}\
      """;

  private final ControlPlaneFixture control = new ControlPlaneFixture();
  private final String arn = control.create("cam1");

  @Test
  void theStorageTierIsHotUntilItIsSet() {
    String version = control.version("cam1");
    String tier = "{\"StreamARN\":\"%s\",\"StreamName\":\"cam1\",".formatted(arn);

    assertThat(storage())
        .isEqualTo(tier + "\"StreamStorageConfiguration\":{\"DefaultStorageTier\":\"HOT\"}}");
    control.client.call(Action.UPDATE_STREAM_STORAGE_CONFIGURATION, setTier(version));
    assertThat(storage())
        .isEqualTo(tier + "\"StreamStorageConfiguration\":{\"DefaultStorageTier\":\"WARM\"}}");
    assertThat(control.version("cam1")).isNotEqualTo(version);
    control.fails(
        Action.UPDATE_STREAM_STORAGE_CONFIGURATION,
        setTier(version),
        400,
        "VersionMismatchException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\"}",
        "{\"StreamName\":\"cam1\",\"StreamStorageConfiguration\":"
            + "{\"DefaultStorageTier\":\"HOT\"}}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\",\"StreamStorageConfiguration\":{}}",
      })
  void aTierThatTheModelForbidsIsRefused(String body) {
    control.fails(
        Action.UPDATE_STREAM_STORAGE_CONFIGURATION, body, 400, "InvalidArgumentException");
  }

  @Test
  void imageGenerationIsGivenBackAsItWasSet() {
    String version = control.version("cam1");
    assertThat(images()).isEqualTo("{}");

    setImages(IMAGES);

    assertThat(
            control
                .client
                .call(Action.DESCRIBE_IMAGE_GENERATION_CONFIGURATION, "{\"StreamName\":\"cam1\"}")
                .get("ImageGenerationConfiguration"))
        .isEqualTo(new JsonMapper().readTree(IMAGES));
    assertThat(control.version("cam1")).isEqualTo(version);

    setImages("null");
    assertThat(images()).isEqualTo("{}");
  }

  @Test
  void notificationsAreGivenBackAsTheyWereSet() {
    control.client.call(
        Action.UPDATE_NOTIFICATION_CONFIGURATION,
        "{\"StreamName\":\"cam1\",\"NotificationConfiguration\":%s}".formatted(NOTIFICATIONS));
    assertThat(notifications())
        .isEqualTo(
            "{\"NotificationConfiguration\":{\"DestinationConfig\":{\"Uri\":\"sns://topic\"},"
                + "\"Status\":\"DISABLED\"}}");

    control.client.call(Action.UPDATE_NOTIFICATION_CONFIGURATION, "{\"StreamName\":\"cam1\"}");
    assertThat(notifications()).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Status\":\"ENABLED\",|",
        "ENABLED|ON",
        "\"ImageSelectorType\":\"SERVER_TIMESTAMP\",|",
        "SERVER_TIMESTAMP|NOW",
        "s3://bucket/prefix|bucket",
        "\"Uri\":\"s3://bucket/prefix\",|",
        ",\"DestinationRegion\":\"eu-central-1\"|",
        "eu-central-1|eu-west-1",
        "eu-central-1|Frankfurt",
        "\"SamplingInterval\":200,|",
        "200|199",
        "\"JPEG\"|\"GIF\"",
        "\"JPEGQuality\"|\"PNGQuality\"",
        "\"80\"|\"0\"",
        "\"80\"|\"101\"",
        "\"80\"|\"high\"",
        "\"80\"|\"\"",
        "3840|3841",
        "3840|0",
        "2160|2161",
      })
  void imageGenerationThatTheModelForbidsIsRefused(String correct, String wrong) {
    assertThat(IMAGES).contains(correct);
    control.fails(
        Action.UPDATE_IMAGE_GENERATION_CONFIGURATION,
        "{\"StreamName\":\"cam1\",\"ImageGenerationConfiguration\":%s}"
            .formatted(IMAGES.replace(correct, wrong == null ? "" : wrong)),
        400,
        "InvalidArgumentException");
    assertThat(images()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"Status\":\"ENABLED\"}",
        "{\"Status\":\"ENABLED\",\"DestinationConfig\":{}}",
        "{\"Status\":\"ENABLED\",\"DestinationConfig\":{\"Uri\":\"nowhere\"}}"
      })
  void notificationsThatTheModelForbidsAreRefused(String configuration) {
    control.fails(
        Action.UPDATE_NOTIFICATION_CONFIGURATION,
        "{\"StreamName\":\"cam1\",\"NotificationConfiguration\":%s}".formatted(configuration),
        400,
        "InvalidArgumentException");
  }

  @Test
  void theQualityOfAPngMeansNothing() {
    setImages(IMAGES.replace("\"JPEG\"", "\"PNG\"").replace("\"80\"", "\"high\""));
  }

  @Test
  void aStreamThatRetainsNothingTakesNeither() {
    control.create("live", 0);

    control.fails(
        Action.UPDATE_IMAGE_GENERATION_CONFIGURATION,
        "{\"StreamName\":\"live\",\"ImageGenerationConfiguration\":%s}".formatted(IMAGES),
        400,
        "NoDataRetentionException");
    control.fails(
        Action.UPDATE_NOTIFICATION_CONFIGURATION,
        "{\"StreamName\":\"live\",\"NotificationConfiguration\":%s}".formatted(NOTIFICATIONS),
        400,
        "NoDataRetentionException");
  }

  @ParameterizedTest
  @CsvSource({
    "DESCRIBE_STREAM_STORAGE_CONFIGURATION",
    "DESCRIBE_IMAGE_GENERATION_CONFIGURATION",
    "UPDATE_IMAGE_GENERATION_CONFIGURATION",
    "DESCRIBE_NOTIFICATION_CONFIGURATION",
    "UPDATE_NOTIFICATION_CONFIGURATION"
  })
  void streamsThatAreNotThereAreRefused(Action action) {
    control.refusesStrangeStreams(action, "", "InvalidArgumentException");
  }

  @Test
  void aTierIsSetOnStreamsThatAreThere() {
    control.refusesStrangeStreams(
        Action.UPDATE_STREAM_STORAGE_CONFIGURATION,
        ",\"CurrentVersion\":\"a\",\"StreamStorageConfiguration\":"
            + "{\"DefaultStorageTier\":\"HOT\"}",
        "InvalidArgumentException");
  }

  private static String setTier(String version) {
    return """
    {"StreamName":"cam1","CurrentVersion":"%s",
     "StreamStorageConfiguration":{"DefaultStorageTier":"WARM"}}\
    """
        .formatted(version);
  }

  private void setImages(String configuration) {
    control.client.call(
        Action.UPDATE_IMAGE_GENERATION_CONFIGURATION,
        "{\"StreamName\":\"cam1\",\"ImageGenerationConfiguration\":%s}".formatted(configuration));
  }

  private String storage() {
    return describe(Action.DESCRIBE_STREAM_STORAGE_CONFIGURATION);
  }

  private String images() {
    return describe(Action.DESCRIBE_IMAGE_GENERATION_CONFIGURATION);
  }

  private String notifications() {
    return describe(Action.DESCRIBE_NOTIFICATION_CONFIGURATION);
  }

  private String describe(Action action) {
    return control.client.call(action, "{\"StreamName\":\"cam1\"}").toString();
  }
}
