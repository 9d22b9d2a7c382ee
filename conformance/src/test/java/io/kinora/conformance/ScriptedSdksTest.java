package io.kinora.conformance;

import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.client.Suite;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The installed boto3, driven by `boto3/suite.py`, and the AWS SDK for JavaScript v3, driven by
/// `js/sdk.cjs`: each function there is a test here.
final class ScriptedSdksTest {
  private static final String STREAM = "recorded";
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  @AutoClose
  static final KinoraProcess KINORA = KinoraProcess.startWithKeys("scripted-sdks", SigV4.EXAMPLE);

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  static final String FRAGMENTS = upload();

  private static String upload() {
    SDK.createStream(STREAM);
    var sample = Sample.H264.read();
    var payload = new ByteArrayInputStream(sample.bytes());
    var request = SdkV1Producer.relative(STREAM, START, payload);
    SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();
    return Integer.toString(sample.chunks().size());
  }

  @TestFactory
  Stream<DynamicTest> boto3() {
    var endpoint = KINORA.endpoint().toString();
    var script = Suite.script("/boto3/suite.py");
    return Suite.run(
        Command.of("/usr/bin/python3", script, endpoint, STREAM, FRAGMENTS)
            .with("AWS_CONFIG_FILE", "/dev/null")
            .with("AWS_EC2_METADATA_DISABLED", "true"));
  }

  @TestFactory
  Stream<DynamicTest> javaScript() {
    return Suite.run(Suite.node("/js/sdk.cjs", KINORA.endpoint().toString(), STREAM, FRAGMENTS));
  }
}
