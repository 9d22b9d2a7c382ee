package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.api.ApiException;
import io.kinora.server.api.StreamReference;
import io.kinora.server.http.Headers;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PutMediaRequestTest {
  private static final String ARN =
      "arn:aws:kinesisvideo:us-east-1:000000000000:stream/cam/1763712000123";

  @Test
  void aStreamIsNamedByNameOrByArn() {
    assertThat(read("x-amzn-stream-name: cam", "x-amzn-fragment-timecode-type: ABSOLUTE").stream())
        .isEqualTo(new StreamReference.ByName("cam"));
    assertThat(
            read("X-Amzn-Stream-ARN: " + ARN, "x-amzn-fragment-timecode-type: ABSOLUTE").stream())
        .isInstanceOf(StreamReference.ByArn.class);
  }

  @Test
  void bothOrNeitherIsRefused() {
    assertRefused("x-amzn-fragment-timecode-type: ABSOLUTE");
    assertRefused(
        "x-amzn-stream-name: cam",
        "x-amzn-stream-arn: " + ARN,
        "x-amzn-fragment-timecode-type: ABSOLUTE");
    assertRefused("x-amzn-stream-name: c/m", "x-amzn-fragment-timecode-type: ABSOLUTE");
    assertRefused("x-amzn-stream-arn: arn:x", "x-amzn-fragment-timecode-type: ABSOLUTE");
  }

  @Test
  void theTimecodeTypeIsRequiredAndUpperCase() {
    assertRefused("x-amzn-stream-name: cam");
    assertRefused("x-amzn-stream-name: cam", "x-amzn-fragment-timecode-type: absolute");
  }

  @Test
  void absoluteTimecodesNeedNoStart() {
    var request =
        read(
            "x-amzn-stream-name: cam",
            "x-amzn-fragment-timecode-type: ABSOLUTE",
            "x-amzn-producer-start-timestamp: nonsense");
    assertThat(request.producerClock()).isEqualTo(new ProducerClock(0));
  }

  @Test
  void relativeTimecodesNeedOne() {
    assertRefused("x-amzn-stream-name: cam", "x-amzn-fragment-timecode-type: RELATIVE");
    assertRefused(
        "x-amzn-stream-name: cam",
        "x-amzn-fragment-timecode-type: RELATIVE",
        "x-amzn-producer-start-timestamp: NaN");
  }

  @ParameterizedTest
  @CsvSource({
    "2020-01-01T00:00:00.005Z, 1577836800005",
    "2020-01-01T01:00:00+01:00, 1577836800000",
    "1577836800.005, 1577836800005",
    "1577836800.5, 1577836800500",
    "1577836800, 1577836800000",
    "1577836800.0059, 1577836800005",
    "0, 0",
  })
  void everyClientsFormOfATimeIsRead(String text, long ms) {
    assertThat(PutMediaRequest.timestampMs(text)).isEqualTo(Optional.of(ms));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1e9", "NaN", "Infinity", "12T", "0x10", "253402300800", "1.2.3", " 5"})
  void whatIsNoTimeIsRefused(String text) {
    assertThat(PutMediaRequest.timestampMs(text)).isEmpty();
  }

  private static void assertRefused(String... fields) {
    assertThatThrownBy(() -> read(fields)).isInstanceOf(ApiException.class);
  }

  private static PutMediaRequest read(String... fields) {
    return PutMediaRequest.read(
        new Headers(
            Arrays.stream(fields)
                .map(line -> line.split(": ", 2))
                .map(pair -> new Headers.Field(pair[0], pair[1]))
                .toList()));
  }
}
