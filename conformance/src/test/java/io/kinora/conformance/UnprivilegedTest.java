package io.kinora.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Format;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ImageSelectorType;

/// The shipped server as a user of the machine that may do nothing but own its data directory: all
/// of it works, and nothing that it or its children show to others is a secret.
final class UnprivilegedTest {
  private static final String OF_THE_ENVIRONMENT = "a-secret-of-the-environment";

  @Test
  void aUserWithoutRightsRecordsPlaysClipsAndDecodes() throws Exception {
    var environment =
        Map.of("AWS_SECRET_ACCESS_KEY", OF_THE_ENVIRONMENT, "JAVA_TOOL_OPTIONS", logOfEverything());
    try (var kinora = KinoraProcess.prepareAsNobody("nobody", SigV4.EXAMPLE, environment)) {
      kinora.start();
      String session;
      try (var sdk = SdkV2.of(kinora.endpoint(), SigV4.EXAMPLE)) {
        var stream = RecordedStream.create(kinora.endpoint(), sdk, "cam").add(Sample.H264);

        assertThat(sdk.listFragments("cam")).isNotEmpty();
        session = stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.FRAGMENTED_MP4);
        assertThat(get(session)).startsWith("#EXTM3U");
        assertThat(get(session + "x")).contains("The streaming session token is not valid.");
        assertThat(
                new String(
                    sdk.clip("cam", RecordedStream.START, RecordedStream.START.plusSeconds(60)),
                    4,
                    4,
                    ISO_8859_1))
            .isEqualTo("ftyp");
        assertThat(image(sdk)).startsWith(0x89, 'P', 'N', 'G');
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kinora.data())))
          .isEqualTo("rwx------");
      showNothing(kinora, secretsOf(kinora, session));
    }
  }

  /// As an operator would look for a mistake: all that the server and its libraries log.
  private static String logOfEverything() throws IOException {
    var file = Files.createTempFile("kinora-log", ".xml");
    file.toFile().deleteOnExit();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(
        file,
        """
        <configuration>
          <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.err</target>
            <encoder><pattern>%d %-5level [%thread] %logger{0}: %msg%n</pattern></encoder>
          </appender>
          <root level="TRACE"><appender-ref ref="STDERR"/></root>
        </configuration>
        """);
    return "-Dlogback.configurationFile=" + file;
  }

  private static List<String> secretsOf(KinoraProcess kinora, String session) throws IOException {
    var ofTheServer = Files.readAllBytes(kinora.data().resolve("server.secret"));
    return List.of(
        SigV4.EXAMPLE.secretKey(),
        OF_THE_ENVIRONMENT,
        session.replaceFirst(".*SessionToken=", ""),
        new String(ofTheServer, ISO_8859_1),
        HexFormat.of().formatHex(ofTheServer),
        Base64.getEncoder().encodeToString(ofTheServer));
  }

  /// Every user of the machine sees the arguments of a process, and its own user the environment.
  private static void showNothing(KinoraProcess kinora, List<String> secrets) throws Exception {
    var server = kinora.process();
    var decoders = server.children().toList();
    assertThat(decoders).as("decoders").isNotEmpty();
    for (var process : Stream.concat(Stream.of(server), decoders.stream()).toList()) {
      var status = Files.readString(proc(process, "status"));
      assertThat(status)
          .doesNotContainPattern("Uid:\\s.*\\b0\\b")
          .containsPattern("CapEff:\\s0+\n");
      var arguments = Files.readString(proc(process, "cmdline"), ISO_8859_1);
      assertThat(arguments).contains("java").doesNotContain(secrets);
      assertThat(Files.readString(proc(process, "environ"), ISO_8859_1))
          .doesNotContain(SigV4.EXAMPLE.secretKey());
    }
    for (var decoder : decoders) {
      assertThat(Files.readString(proc(decoder, "environ"), ISO_8859_1))
          .as("what a decoder is started with")
          .isEqualTo("MALLOC_ARENA_MAX=1\0");
    }
    assertThat(Files.readString(kinora.log(), ISO_8859_1))
        .contains(" DEBUG ")
        .doesNotContain(secrets);
    assertThat(get(kinora.endpoint() + "/metrics")).contains("kinora_").doesNotContain(secrets);
  }

  private static Path proc(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  @Test
  void aDataDirectoryThatIsNotOursIsToldInOneLine() throws IOException {
    try (var kinora = KinoraProcess.prepareAsNobody("not-ours", SigV4.EXAMPLE, Map.of())) {
      Files.setPosixFilePermissions(
          kinora.data().getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

      assertThatThrownBy(kinora::start).isInstanceOf(IllegalStateException.class);

      assertThat(Files.readAllLines(kinora.log()))
          .filteredOn(line -> !line.startsWith("WARNING"))
          .singleElement()
          .asString()
          .startsWith("kinora: user ")
          .endsWith(" has no access to " + kinora.data());
    }
  }

  private static byte[] image(SdkV2 sdk) {
    var images =
        sdk.archive()
            .getImages(
                request ->
                    request
                        .streamName("cam")
                        .imageSelectorType(ImageSelectorType.PRODUCER_TIMESTAMP)
                        .startTimestamp(RecordedStream.START)
                        .endTimestamp(RecordedStream.START.plusSeconds(3))
                        .samplingInterval(3000)
                        .format(Format.PNG))
            .images();
    return Base64.getDecoder().decode(images.getFirst().imageContent());
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
