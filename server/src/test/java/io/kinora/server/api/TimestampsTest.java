package io.kinora.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "0.0009, 0",
    "1577836800, 1577836800000",
    "1577836800.005, 1577836800005",
    "1577836800.0059999, 1577836800005",
    "1577836800.999999999, 1577836800999",
    "1.5E9, 1500000000000",
    "1.551924009774E9, 1551924009774",
    "15e-1, 1500",
    "1E-999999999, 0",
    "253402300799.9999, 253402300799999",
    "'\"1577836800.005\"', 1577836800005",
    "'\"2020-01-01T00:00:00Z\"', 1577836800000",
    "'\"2020-01-01T00:00:00.5Z\"', 1577836800500",
    "'\"2020-01-01T01:00:00.0059999+01:00\"', 1577836800005",
  })
  void secondsAreCutToMilliseconds(String json, long epochMs) {
    assertThat(read(json)).isEqualTo(epochMs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-0.001",
        "253402300800",
        "1E999999999",
        "99999999999999999999999999999999",
        "\"-1\"",
        "\"1969-12-31T23:59:59Z\"",
        "\"+10000-01-01T00:00:00Z\"",
        "\"1E999999999\""
      })
  void timesOutOfRangeAreRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ApiException.class)
        .hasMessageEndingWith(
            "at 'when' failed to satisfy constraint: Member must be a timestamp from 1970 to the"
                + " year 9999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"yesterday\"",
        "\"2020-01-01T00:00:00\"",
        "\"2020-01-01\"",
        "\"NaN\"",
        "\"1E99999999999\""
      })
  void whatIsNoTimeIsRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ApiException.class)
        .hasMessageEndingWith("Member must be a timestamp in epoch seconds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "[]", "{}"})
  void aTimeIsANumberOrText(String json) {
    assertThatThrownBy(() -> read(json)).hasMessage("The value at 'when' must be a string");
  }

  private static long read(String json) {
    return Json.body("{\"When\":%s}".formatted(json).getBytes(UTF_8))
        .required("When", Shapes.TIMESTAMP);
  }
}
