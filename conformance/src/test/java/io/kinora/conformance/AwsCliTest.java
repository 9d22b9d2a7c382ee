package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinora.conformance.client.Player;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The installed AWS CLI, as a user types it, with `--endpoint-url`.
final class AwsCliTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00Z");

  @AutoClose
  static final KinoraProcess KINORA = KinoraProcess.startWithKeys("aws-cli", SigV4.EXAMPLE);

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aStreamIsCreatedDescribedTaggedListedAndDeleted() {
    var arn =
        control("create-stream", "--stream-name", "cli", "--data-retention-in-hours", "2")
            .get("StreamARN")
            .asText();
    var info = control("describe-stream", "--stream-name", "cli").get("StreamInfo");
    assertThat(info.get("StreamARN").asText()).isEqualTo(arn);
    assertThat(info.get("Status").asText()).isEqualTo("ACTIVE");
    assertThat(info.get("DataRetentionInHours").asInt()).isEqualTo(2);

    aws("kinesisvideo", "tag-stream", "--stream-name", "cli", "--tags", "floor=2").succeed();
    assertThat(control("list-tags-for-stream", "--stream-name", "cli").get("Tags").toString())
        .isEqualTo("{\"floor\":\"2\"}");
    assertThat(
            control(
                    "list-streams",
                    "--page-size",
                    "1",
                    "--stream-name-condition",
                    "ComparisonOperator=BEGINS_WITH,ComparisonValue=cli")
                .get("StreamInfoList"))
        .hasSize(1);

    aws("kinesisvideo", "delete-stream", "--stream-arn", arn).succeed();
    var gone = aws("kinesisvideo", "describe-stream", "--stream-name", "cli").run();
    assertThat(gone.exitCode()).isEqualTo(254);
    assertThat(gone.errors())
        .contains("An error occurred (ResourceNotFoundException) when calling the DescribeStream");
  }

  @Test
  void whatIsSetOfAStreamIsGivenBack() {
    var arn = control("create-stream", "--stream-name", "cli-set").get("StreamARN").asText();
    set(arn, "update-stream", "--current-version", version(arn), "--device-name", "porch");
    set(
        arn,
        "update-data-retention",
        "--current-version",
        version(arn),
        "--operation",
        "INCREASE_DATA_RETENTION",
        "--data-retention-change-in-hours",
        "3");
    var info = control("describe-stream", "--stream-arn", arn).get("StreamInfo");
    assertThat(info.get("DeviceName").asText()).isEqualTo("porch");
    assertThat(info.get("DataRetentionInHours").asInt()).isEqualTo(3);

    set(arn, "tag-stream", "--tags", "floor=2,side=north");
    set(arn, "untag-stream", "--tag-key-list", "floor");
    resource(arn, "tag-resource", "--tags", "Key=room,Value=7").succeed();
    resource(arn, "untag-resource", "--tag-key-list", "side").succeed();
    assertThat(read(resource(arn, "list-tags-for-resource")).get("Tags").toString())
        .isEqualTo("{\"room\":\"7\"}");

    var images =
        "{\"Status\":\"ENABLED\",\"ImageSelectorType\":\"SERVER_TIMESTAMP\","
            + "\"DestinationConfig\":{\"Uri\":\"s3://b\",\"DestinationRegion\":\"us-east-1\"},"
            + "\"SamplingInterval\":3000,\"Format\":\"PNG\"}";
    setAndGetBack(arn, "image-generation-configuration", "ImageGenerationConfiguration", images);
    var notified = "{\"Status\":\"DISABLED\",\"DestinationConfig\":{\"Uri\":\"arn:aws:sns\"}}";
    setAndGetBack(arn, "notification-configuration", "NotificationConfiguration", notified);
  }

  @Test
  void storedMediaIsListedAndDownloaded() throws IOException {
    SDK.createStream("footage");
    var sent = upload("footage");
    var endpoint =
        control("get-data-endpoint", "--stream-name", "footage", "--api-name", "LIST_FRAGMENTS")
            .get("DataEndpoint")
            .asText();
    assertThat(endpoint).isEqualTo(KINORA.endpoint().toString());

    var listed =
        read(
            aws(
                "kinesis-video-archived-media",
                "list-fragments",
                "--stream-name",
                "footage",
                "--page-size",
                "2",
                "--fragment-selector",
                "FragmentSelectorType=SERVER_TIMESTAMP,TimestampRange="
                    + "{StartTimestamp=2020-01-01T00:00:00Z,EndTimestamp=2100-01-01T00:00:00Z}"));
    var numbers = new ArrayList<String>();
    listed.get("Fragments").forEach(each -> numbers.add(each.get("FragmentNumber").asText()));
    assertThat(numbers).hasSize(sent.chunks().size()).isSorted();

    var fragments = new ArrayList<>(List.of("--stream-name", "footage", "--fragments"));
    fragments.addAll(numbers);
    assertSame(
        sent, download("kinesis-video-archived-media", "get-media-for-fragment-list", fragments));
    var earliest =
        List.of("--stream-name", "footage", "--start-selector", "StartSelectorType=EARLIEST");
    assertSame(sent, download("kinesis-video-media", "get-media", earliest));
  }

  @Test
  void anImageOfStoredMediaIsMade() {
    SDK.createStream("pictures");
    upload("pictures");
    var start = SDK.listFragments("pictures").getFirst().producerTimestamp();

    var answer =
        read(
            aws(
                "kinesis-video-archived-media",
                "get-images",
                "--stream-name",
                "pictures",
                "--image-selector-type",
                "PRODUCER_TIMESTAMP",
                "--start-timestamp",
                start.plusSeconds(1).toString(),
                "--end-timestamp",
                start.plusSeconds(4).toString(),
                "--sampling-interval",
                "3000",
                "--format",
                "JPEG",
                "--max-results",
                "10"));

    var images = answer.get("Images");
    assertThat(images).hasSize(2);
    assertThat(images.get(1).get("ImageContent").asText()).startsWith("/9j/");
  }

  @Test
  void aClipIsDownloadedAndPlays() throws IOException {
    record("clip");
    var options = List.of("--stream-name", "clip", "--clip-fragment-selector", everything());

    var clip = download("kinesis-video-archived-media", "get-clip", options);

    var file = Files.write(Artefacts.folder("aws-cli-clip").resolve("clip.mp4"), clip);
    assertThat(Ffmpeg.pictures(file, 0)).isEqualTo(Ffmpeg.pictures(Sample.H264.path(), 0));
  }

  @Test
  void whatWasRecordedIsPlayedByHlsAndByDash() {
    record("played");

    for (var protocol : List.of("hls", "dash")) {
      var session =
          read(
              aws(
                  "kinesis-video-archived-media",
                  "get-%s-streaming-session-url".formatted(protocol),
                  "--stream-name",
                  "played",
                  "--playback-mode",
                  "ON_DEMAND",
                  "--%s-fragment-selector".formatted(protocol),
                  everything()));
      var url = session.get(protocol.toUpperCase(Locale.ROOT) + "StreamingSessionURL").asText();

      assertThat(Player.decoded(url, "v"))
          .isEqualTo(Player.decoded(Sample.H264.path().toString(), "v"));
    }
  }

  private static void record(String stream) {
    SDK.createStream(stream);
    var payload = new ByteArrayInputStream(Sample.H264.read().bytes());
    var request = SdkV1Producer.relative(stream, START, payload);
    SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();
  }

  private static String everything() {
    return "FragmentSelectorType=PRODUCER_TIMESTAMP,"
        + "TimestampRange={StartTimestamp=%s,EndTimestamp=%s}"
            .formatted(START, START.plusSeconds(60));
  }

  private static MediaFile upload(String stream) {
    var media = Sample.H264.read();
    try (var producer = PutMediaClient.open(KINORA.endpoint(), stream)) {
      producer.send(media.bytes());
      producer.end();
      producer.awaitEnd();
    }
    return media;
  }

  private static byte[] download(String plane, String operation, List<String> options)
      throws IOException {
    var file = Artefacts.folder("aws-cli-media").resolve("out.mkv");
    var arguments = new ArrayList<>(List.of(plane, operation, file.toString()));
    arguments.addAll(options);
    aws(arguments.toArray(String[]::new)).succeed();
    return Files.readAllBytes(file);
  }

  private static void assertSame(MediaFile sent, byte[] received) {
    assertThat(Chunk.of(received)).extracting(Chunk::producerBytes).isEqualTo(sent.chunks());
  }

  private void setAndGetBack(String arn, String name, String member, String value) {
    set(arn, "update-" + name, "--" + name, value);
    assertThat(control("describe-" + name, "--stream-arn", arn).get(member))
        .isEqualTo(parse(value));
  }

  private static void set(String arn, String operation, String... arguments) {
    var all = new ArrayList<>(List.of("kinesisvideo", operation, "--stream-arn", arn));
    all.addAll(List.of(arguments));
    aws(all.toArray(String[]::new)).succeed();
  }

  private static Command resource(String arn, String operation, String... arguments) {
    var all = new ArrayList<>(List.of("kinesisvideo", operation, "--resource-arn", arn));
    all.addAll(List.of(arguments));
    return aws(all.toArray(String[]::new));
  }

  private String version(String arn) {
    return control("describe-stream", "--stream-arn", arn)
        .get("StreamInfo")
        .get("Version")
        .asText();
  }

  private JsonNode control(String... arguments) {
    var all = new ArrayList<>(List.of("kinesisvideo"));
    all.addAll(List.of(arguments));
    return read(aws(all.toArray(String[]::new)));
  }

  private JsonNode read(Command command) {
    return parse(command.succeed().text());
  }

  private JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (IOException notJson) {
      throw new AssertionError(notJson);
    }
  }

  private static Command aws(String... arguments) {
    var all = new ArrayList<>(List.of("/usr/bin/aws", "--output", "json", "--no-cli-pager"));
    all.addAll(List.of("--endpoint-url", KINORA.endpoint().toString()));
    all.addAll(List.of(arguments));
    return Command.of(all.toArray(String[]::new))
        .with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .with("AWS_SECRET_ACCESS_KEY", "secretexample")
        .with("AWS_DEFAULT_REGION", "us-east-1")
        .with("AWS_CONFIG_FILE", "/dev/null")
        .with("AWS_EC2_METADATA_DISABLED", "true");
  }
}
