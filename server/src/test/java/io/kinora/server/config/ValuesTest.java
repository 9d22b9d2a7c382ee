package io.kinora.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The written forms of sizes, durations and addresses.
final class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B",
    "1, 1, 1B",
    "1000B, 1000, 1000B",
    "1024, 1024, 1KiB",
    "50MB, 50000000, 50000000B",
    "256MiB, 268435456, 256MiB",
    "1 GiB, 1073741824, 1GiB",
    "3T, 3000000000000, 2929687500KiB",
    "8388607TiB, 9223370937343148032, 8388607TiB"
  })
  void sizesAreRead(String text, long octets, String canonical) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(octets)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1.5MiB", "MiB", "12XB", "8388608TiB", "9999999999999999999", "１"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "250ms, 250, 250ms",
    "30s, 30000, 30s",
    "5m, 300000, 300s",
    "2h, 7200000, 7200s",
    "1d, 86400000, 86400s",
    "PT1M0.5S, 60500, 60500ms"
  })
  void durationsAreRead(String text, long ms, String canonical) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(ms));
    assertThat(Durations.format(Duration.ofMillis(ms))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "PT-5S", "5 s", "1w", "9999999999999s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8484, 127.0.0.1, 8484",
    "[::1]:0, ::1, 0",
    "camera.example:65535, camera.example, 65535"
  })
  void addressesAreRead(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8484", ":8484", "::1:8484", "host:", "host:65536", "a b:1", "host:-1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
