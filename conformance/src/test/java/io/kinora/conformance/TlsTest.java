package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Certificate;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;

/// The same listener over TLS, with a certificate of its own making and with a given one.
final class TlsTest {
  private static final Instant RECORDED = Instant.parse("2026-03-01T08:30:00Z");

  @AutoClose
  static final KinoraProcess KINORA =
      trusted(KinoraProcess.startWithKeys("tls", SigV4.EXAMPLE, "--tls=auto"));

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  /// The SDKs take the trust store of the process; no other test here speaks TLS with Java.
  private static KinoraProcess trusted(KinoraProcess kinora) {
    System.setProperty("javax.net.ssl.trustStore", Certificate.trust(authority(kinora)).toString());
    System.setProperty("javax.net.ssl.trustStorePassword", Certificate.PASSWORD);
    return kinora;
  }

  private static Path authority(KinoraProcess kinora) {
    return kinora.data().resolve("tls/ca.pem");
  }

  @Test
  void theJavaSdksUploadAndReadOverTls() {
    SDK.createStream("java");
    assertThat(SDK.dataEndpoint("java", APIName.PUT_MEDIA)).isEqualTo(KINORA.endpoint());
    assertThat(KINORA.endpoint()).hasScheme("https");

    var media = Sample.H264.read();
    var payload = new ByteArrayInputStream(media.bytes());
    var request = SdkV1Producer.relative("java", Instant.now(), payload);
    var numbers =
        SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request)
            .complete()
            .numbers(AckEventType.Values.PERSISTED);
    assertThat(numbers).hasSize(media.chunks().size());
    assertThat(Chunk.of(SDK.getMediaFromEarliest("java")))
        .extracting(Chunk::producerBytes)
        .isEqualTo(media.chunks());
    assertThat(Chunk.of(SDK.getMediaForFragments("java", numbers)))
        .extracting(Chunk::producerBytes)
        .isEqualTo(media.chunks());
  }

  @Test
  void theCliAndBoto3TrustTheAuthority() {
    SDK.createStream("scripted");
    var cli =
        Command.of(
                "aws",
                "kinesisvideo",
                "describe-stream",
                "--stream-name",
                "scripted",
                "--endpoint-url",
                KINORA.endpoint().toString())
            .with("AWS_ACCESS_KEY_ID", SigV4.EXAMPLE.accessKey())
            .with("AWS_SECRET_ACCESS_KEY", SigV4.EXAMPLE.secretKey())
            .with("AWS_DEFAULT_REGION", SigV4.EXAMPLE.region());
    var boto3 =
        Command.of(
                "python3",
                "-c",
                """
                import boto3, sys
                client = boto3.client("kinesisvideo", endpoint_url=sys.argv[1])
                print(client.describe_stream(StreamName="scripted")["StreamInfo"]["Status"])
                """,
                // A name of the certificate that is no address.
                "https://localhost:" + KINORA.endpoint().getPort())
            .with("AWS_ACCESS_KEY_ID", SigV4.EXAMPLE.accessKey())
            .with("AWS_SECRET_ACCESS_KEY", SigV4.EXAMPLE.secretKey())
            .with("AWS_DEFAULT_REGION", SigV4.EXAMPLE.region());
    for (var client : List.of(cli, boto3)) {
      assertThat(client.with("AWS_CA_BUNDLE", authority(KINORA).toString()).succeed().text())
          .contains("ACTIVE");
      assertThat(client.run().errors()).contains("SSL validation failed");
    }
  }

  /// curl with OpenSSL, as the C producer and kvssink have it, at the oldest version of TLS.
  @Test
  void anUploadOverTls12PlaysInFfmpeg() {
    SDK.createStream("older");
    var acks =
        trusting("curl", "--cacert")
            .and("-sS", "-v", "-N", "-X", "POST", "--tls-max", "1.2")
            .and("--aws-sigv4", "aws:amz:us-east-1:kinesisvideo")
            .and("--user", SigV4.EXAMPLE.accessKey() + ":" + SigV4.EXAMPLE.secretKey())
            .and("-H", "x-amzn-stream-name: older", "-H", "x-amzn-fragment-timecode-type: RELATIVE")
            .and("-H", "x-amzn-producer-start-timestamp: " + RECORDED.getEpochSecond())
            .and("-T", "-", KINORA.endpoint() + "/putMedia")
            .command()
            .reading(Sample.H264.path())
            .succeed();
    assertThat(acks.errors()).contains("SSL connection using TLSv1.2", "< HTTP/1.1 200 OK");
    assertThat(acks.text()).contains("PERSISTED").doesNotContain("ERROR");

    var url = SDK.hlsSession("older", RECORDED);
    assertThat(url).startsWith("https://");
    var player = List.of("-tls_verify", "1", "-v", "error", "-show_entries", "stream=codec_name");
    assertThat(trusting("ffprobe", "-ca_file").and(player).and(url).command().succeed().text())
        .contains("h264");
    assertThat(new Client(List.of("ffprobe")).and(player).and(url).command().run().exitCode())
        .isNotZero();
  }

  @Test
  void nodeTrustsTheAuthority() {
    var url = KINORA.endpoint() + "/healthz";
    var node =
        Command.of("node", "-e", "fetch('%s').then(it => console.log(it.ok))".formatted(url));

    assertThat(node.with("NODE_EXTRA_CA_CERTS", authority(KINORA).toString()).succeed().text())
        .isEqualTo("true\n");
    assertThat(node.run().errors()).contains("certificate");
  }

  @Test
  void aGivenCertificateIsUsed() {
    var certificate = Certificate.make();
    try (var kinora =
        KinoraProcess.startWithKeys(
            "tls-given",
            SigV4.EXAMPLE,
            "--tls-cert=" + certificate.chain(),
            "--tls-key=" + certificate.privateKey())) {
      assertThat(curl(kinora, certificate.chain()).errors()).contains("< HTTP/1.1 200 OK");
    }
  }

  @Test
  void theApiNeverSpeaksHttp2ThoughTheClientOffersIt() {
    assertThat(curl(KINORA, authority(KINORA)).errors())
        .contains("ALPN: offers h2")
        .contains("< HTTP/1.1 200 OK")
        .doesNotContain("server accepted h2");
  }

  /// A command line that grows.
  private record Client(List<String> words) {
    Client and(String... more) {
      return and(List.of(more));
    }

    Client and(List<String> more) {
      return new Client(Stream.concat(words.stream(), more.stream()).toList());
    }

    Command command() {
      return Command.of(words.toArray(String[]::new));
    }
  }

  private static Client trusting(String program, String option) {
    return new Client(List.of(program, option, authority(KINORA).toString()));
  }

  private static Command.Result curl(KinoraProcess kinora, Path trusted) {
    return Command.of(
            "curl",
            "-sS",
            "-v",
            "--http2",
            "--cacert",
            trusted.toString(),
            "--aws-sigv4",
            "aws:amz:us-east-1:kinesisvideo",
            "--user",
            "AKIDEXAMPLE:secretexample",
            "-H",
            "Content-Type: application/json",
            "-d",
            "{}",
            kinora.endpoint() + "/listStreams")
        .succeed();
  }
}
