package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateDataRetentionTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @ParameterizedTest
  @CsvSource({
    "24, INCREASE, 1, 25",
    "24, DECREASE, 23, 1",
    "24, DECREASE, 24, 0",
    "0, INCREASE, 87600, 87600"
  })
  void theChangeIsADifference(int before, String direction, int hours, int after) {
    control.create("cam1", before);
    String version = control.version("cam1");

    assertThat(control.client.call(Action.UPDATE_DATA_RETENTION, body(version, direction, hours)))
        .isEmpty();

    assertThat(control.describe("cam1").get("DataRetentionInHours").intValue()).isEqualTo(after);
    assertThat(control.version("cam1")).isNotEqualTo(version);
    assertThat(control.events).containsExactly("updated cam1 " + after);
  }

  @ParameterizedTest
  @CsvSource({
    "24, DECREASE, 25",
    "24, INCREASE, 87577",
    "24, INCREASE, 2147483647",
    "24, DECREASE, 2147483647",
    "24, INCREASE, 0",
    "24, INCREASE, -1",
    "24, INCREASE, 2147483648"
  })
  void aRetentionOutOfRangeIsRefused(int before, String direction, long hours) {
    control.create("cam1", before);
    String version = control.version("cam1");

    control.fails(
        Action.UPDATE_DATA_RETENTION,
        body(version, direction, hours),
        400,
        "InvalidArgumentException");

    assertThat(control.describe("cam1").get("DataRetentionInHours").intValue()).isEqualTo(before);
    assertThat(control.version("cam1")).isEqualTo(version);
  }

  @Test
  void theVersionIsCheckedBeforeTheResult() {
    control.create("cam1", 24);

    control.fails(
        Action.UPDATE_DATA_RETENTION,
        body("other", "DECREASE", 25),
        400,
        "VersionMismatchException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"StreamName\":\"cam1\",\"Operation\":\"INCREASE_DATA_RETENTION\","
            + "\"DataRetentionChangeInHours\":1}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\",\"DataRetentionChangeInHours\":1}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\","
            + "\"Operation\":\"INCREASE_DATA_RETENTION\"}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\",\"Operation\":\"INCREASE\","
            + "\"DataRetentionChangeInHours\":1}",
      })
  void whatTheModelForbidsIsRefused(String body) {
    control.create("cam1");

    control.fails(Action.UPDATE_DATA_RETENTION, body, 400, "InvalidArgumentException");
  }

  @Test
  void streamsThatAreNotThereAreRefused() {
    control.refusesStrangeStreams(
        Action.UPDATE_DATA_RETENTION,
        ",\"CurrentVersion\":\"abc\",\"Operation\":\"INCREASE_DATA_RETENTION\","
            + "\"DataRetentionChangeInHours\":1",
        "InvalidArgumentException");
  }

  private static String body(String version, String direction, long hours) {
    return """
    {"StreamName":"cam1","CurrentVersion":"%s","Operation":"%s_DATA_RETENTION",
     "DataRetentionChangeInHours":%d}\
    """
        .formatted(version, direction, hours);
  }
}
