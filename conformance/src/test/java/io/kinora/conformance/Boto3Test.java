package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The installed boto3, driven by `boto3/suite.py`: each function there is a test here.
final class Boto3Test {
  private static final String STREAM = "boto-media";

  @AutoClose
  static final KinoraProcess KINORA = KinoraProcess.startWithKeys("boto3", SigV4.EXAMPLE);

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final ObjectMapper json = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> boto3() throws URISyntaxException {
    var sample = Sample.H264.read();
    SDK.createStream(STREAM);
    var start = Instant.parse("2026-03-01T08:30:00.250Z");
    var payload = new ByteArrayInputStream(sample.bytes());
    var request = SdkV1Producer.relative(STREAM, start, payload);
    SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();

    var script = Objects.requireNonNull(Boto3Test.class.getResource("/boto3/suite.py"));
    var result =
        Command.of(
                "/usr/bin/python3",
                Path.of(script.toURI()).toString(),
                KINORA.endpoint().toString(),
                STREAM,
                Integer.toString(sample.chunks().size()))
            .with("AWS_CONFIG_FILE", "/dev/null")
            .with("AWS_EC2_METADATA_DISABLED", "true")
            .succeed();
    return result.text().lines().map(this::asTest);
  }

  private DynamicTest asTest(String line) {
    var outcome = parse(line);
    return DynamicTest.dynamicTest(
        outcome.get("name").asText(),
        () -> assertThat(outcome.get("error").isNull()).as(outcome.get("error").asText()).isTrue());
  }

  private JsonNode parse(String line) {
    try {
      return json.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
      throw new AssertionError("not a result: " + line, notJson);
    }
  }
}
