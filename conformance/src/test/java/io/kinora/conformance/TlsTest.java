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
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;

/// The same listener with a certificate.
final class TlsTest {
  static final Certificate CERTIFICATE = trusted(Certificate.make());

  @AutoClose
  static final KinoraProcess KINORA =
      KinoraProcess.startWithKeys(
          "tls",
          SigV4.EXAMPLE,
          "--tls-cert=" + CERTIFICATE.chain(),
          "--tls-key=" + CERTIFICATE.privateKey());

  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  /// The SDKs take the trust store of the process; no other test here speaks TLS.
  private static Certificate trusted(Certificate certificate) {
    System.setProperty("javax.net.ssl.trustStore", certificate.trustStore().toString());
    System.setProperty("javax.net.ssl.trustStorePassword", Certificate.PASSWORD);
    return certificate;
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
  void theApiNeverSpeaksHttp2ThoughTheClientOffersIt() {
    var result =
        Command.of(
                "curl",
                "-sS",
                "-v",
                "--http2",
                "--cacert",
                CERTIFICATE.chain().toString(),
                "--aws-sigv4",
                "aws:amz:us-east-1:kinesisvideo",
                "--user",
                "AKIDEXAMPLE:secretexample",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{}",
                KINORA.endpoint() + "/listStreams")
            .succeed();
    assertThat(result.errors())
        .contains("ALPN: offers h2")
        .contains("< HTTP/1.1 200 OK")
        .doesNotContain("server accepted h2");
  }
}
