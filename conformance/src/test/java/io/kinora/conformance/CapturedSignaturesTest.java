package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Capture;
import io.kinora.conformance.wire.HttpConnection;
import io.kinora.conformance.wire.ResponseHead;
import io.kinora.conformance.wire.SigV4;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The signatures of all captured requests, checked by a server whose clock stands where theirs
/// stood: hosts without a port, absolute targets, signed hop-by-hop fields, and payload hashes that
/// are of nothing, of no payload, or of chunk signatures that never come.
final class CapturedSignaturesTest {
  /// The captures were made from two to five minutes later; a signature is good for five minutes
  /// before and after.
  private static final Instant THEN = Instant.parse("2026-11-21T08:40:15Z");

  @AutoClose
  static final KinoraProcess KINORA =
      KinoraProcess.startWithKeysAt(THEN, "captured-signatures", SigV4.EXAMPLE);

  static Stream<Capture> requests() {
    return Stream.of(
            "kvssink-new-stream",
            "kvssink-hevc",
            "kvssink-audio-video",
            "kvssink-offline",
            "java-producer-jni",
            "java-producer-jni-av",
            "java-v1-putmedia",
            "curl",
            "boto3-1.26.27",
            "boto3-1.43.11",
            "awscli-2.9.19",
            "awscli-1.45.11",
            "java-v2",
            "js-v3")
        .flatMap(client -> Capture.all(client).stream());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void theSignatureHoldsAndWithAnotherDigitItDoesNot(Capture request) {
    assertThat(send(request, request.head()).status()).isNotEqualTo(403);

    int digit = request.head().indexOf("Signature=") + "Signature=".length();
    var forged = new StringBuilder(request.head());
    forged.setCharAt(digit, forged.charAt(digit) == '0' ? '1' : '0');
    var answer = send(request, forged.toString());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.field("x-amzn-ErrorType")).contains("InvalidSignatureException");
  }

  private static ResponseHead send(Capture request, String head) {
    try (var connection = HttpConnection.open(KINORA.endpoint())) {
      connection.write(head);
      if (!request.name().endsWith("putMedia")) {
        connection.write(request.body());
      }
      var answer = connection.readHead();
      return answer.status() == 100 ? connection.readHead() : answer;
    }
  }
}
