package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack;
import io.kinora.conformance.wire.Ack.Progress;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.SigV4;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// curl as a producer: it signs, asks for `100 Continue`, and uploads what it is given.
final class CurlPutMediaTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.startWithKeys("curl", SigV4.EXAMPLE);
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final Sample sample = Sample.H264_AAC;

  @Test
  void aPipeIsUploadedInChunksAndItsFirstByteWaitsForContinue() {
    SDK.createStream("pipe");
    var result = upload("pipe", "-T", "-").reading(sample.path()).succeed();

    assertThat(result.errors())
        .contains("> Transfer-Encoding: chunked")
        .contains("> Expect: 100-continue")
        .contains("< HTTP/1.1 100 Continue")
        .contains("< HTTP/1.1 200 OK")
        .doesNotContain("Done waiting for 100-continue");
    assertStored("pipe", result, sample.read());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffmpeg -v error -f lavfi -i testsrc2=size=320x240:rate=15 -t 3 -c:v libx264"
            + " -preset ultrafast -g 15 -pix_fmt yuv420p -f matroska pipe:1",
        "gst-launch-1.0 -q videotestsrc num-buffers=45 ! video/x-raw,width=320,height=240,"
            + "framerate=15/1 ! x264enc key-int-max=15 speed-preset=ultrafast ! h264parse"
            + " ! matroskamux streamable=true ! fdsink fd=1"
      })
  void anEncoderStreamsThroughAPipeIntoCurl(String encoder) {
    var stream = encoder.substring(0, encoder.indexOf(' '));
    SDK.createStream(stream);
    var copy = Artefacts.folder("curl-pipe").resolve("sent.mkv");
    var curl = upload(stream, "-T", "-").arguments();
    var pipeline = "set -o pipefail; %s | tee %s | \"$@\"".formatted(encoder, copy);
    var shell = new ArrayList<>(List.of("bash", "-c", pipeline, "bash"));
    shell.addAll(curl);

    var result = Command.of(shell.toArray(String[]::new)).succeed();
    assertStored(stream, result, MediaFile.read(copy));
  }

  @Test
  void aFileIsUploadedWithItsLength() {
    SDK.createStream("file");
    var result = upload("file", "-T", sample.path().toString()).succeed();

    assertThat(result.errors())
        .contains("> Content-Length: " + sample.read().bytes().length)
        .contains("< HTTP/1.1 200 OK")
        .contains("< Transfer-Encoding: chunked");
    assertStored("file", result, sample.read());
  }

  @Test
  void anUploadWithoutExpectIsNotAnsweredWithContinue() {
    SDK.createStream("no-expect");
    var result = upload("no-expect", "-H", "Expect:", "-T", "-").reading(sample.path()).succeed();

    assertThat(result.errors()).doesNotContain("100 Continue");
    assertStored("no-expect", result, sample.read());
  }

  @Test
  void anUnknownStreamIsRefusedInPlaceOfContinue() {
    var result = upload("nowhere", "-T", "-").reading(sample.path()).run();

    assertThat(result.errors())
        .contains("< HTTP/1.1 404 ")
        .contains("< x-amzn-ErrorType: ResourceNotFoundException")
        .doesNotContain("100 Continue");
    assertThat(result.text()).startsWith("{\"Message\":\"");
  }

  @Test
  void anEmptyUploadIsLegal() {
    SDK.createStream("empty");
    var result = upload("empty", "-T", "-").succeed();

    assertThat(result.errors()).contains("< HTTP/1.1 200 OK");
    assertThat(result.output()).isEmpty();
  }

  private static Command upload(String stream, String... what) {
    var arguments = new ArrayList<>(List.of("curl", "-sS", "-v", "-N", "-X", "POST"));
    arguments.addAll(List.of("--aws-sigv4", "aws:amz:us-east-1:kinesisvideo"));
    arguments.addAll(List.of("--user", "AKIDEXAMPLE:secretexample"));
    arguments.addAll(List.of("-H", "x-amzn-stream-name: " + stream));
    arguments.addAll(List.of("-H", "x-amzn-fragment-timecode-type: RELATIVE"));
    arguments.addAll(List.of("-H", "x-amzn-producer-start-timestamp: 1795250698.472"));
    arguments.addAll(List.of(what));
    arguments.add(KINORA.endpoint() + "/putMedia");
    return Command.of(arguments.toArray(String[]::new));
  }

  private static void assertStored(String stream, Command.Result result, MediaFile sent) {
    var persisted =
        result
            .text()
            .lines()
            .map(line -> Ack.parse((line + "\n").getBytes(StandardCharsets.UTF_8)))
            .map(Progress.class::cast)
            .filter(ack -> ack.stage() == Stage.PERSISTED)
            .map(Progress::number)
            .toList();
    var chunks = Chunk.of(SDK.getMediaForFragments(stream, persisted));
    assertThat(chunks).extracting(Chunk::producerBytes).isEqualTo(sent.chunks());
  }
}
