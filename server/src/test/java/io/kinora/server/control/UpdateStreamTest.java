package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateStreamTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @Test
  void whatIsGivenChangesAndTheRestStays() {
    control.client.call(
        Action.CREATE_STREAM,
        "{\"StreamName\":\"cam1\",\"DeviceName\":\"old\",\"MediaType\":\"video/h264\"}");
    String first = control.version("cam1");

    control.client.call(
        Action.UPDATE_STREAM,
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"%s\",\"DeviceName\":\"new\"}"
            .formatted(first));

    var info = control.describe("cam1");
    assertThat(info.get("DeviceName").stringValue()).isEqualTo("new");
    assertThat(info.get("MediaType").stringValue()).isEqualTo("video/h264");
    assertThat(info.get("Version").stringValue()).isNotEqualTo(first);

    control.client.call(
        Action.UPDATE_STREAM,
        "{\"StreamARN\":%s,\"CurrentVersion\":%s,\"MediaType\":\"video/h265\"}"
            .formatted(info.get("StreamARN"), info.get("Version")));
    assertThat(control.describe("cam1").get("DeviceName").stringValue()).isEqualTo("new");
    assertThat(control.describe("cam1").get("MediaType").stringValue()).isEqualTo("video/h265");
    assertThat(control.events).containsExactly("updated cam1 0", "updated cam1 0");
  }

  @Test
  void anotherVersionIsRefusedAndNothingChanges() {
    control.create("cam1");
    var before = control.describe("cam1");

    control.fails(
        Action.UPDATE_STREAM,
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"other\",\"DeviceName\":\"x\"}",
        400,
        "VersionMismatchException");

    assertThat(control.describe("cam1")).isEqualTo(before);
    assertThat(control.events).isEmpty();
  }

  @Test
  void aChangeOfNothingStillChecksAndRenewsTheVersion() {
    control.create("cam1");
    String version = control.version("cam1");
    String body = "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"%s\"}".formatted(version);

    control.client.call(Action.UPDATE_STREAM, body);

    control.fails(Action.UPDATE_STREAM, body, 400, "VersionMismatchException");
  }

  @Test
  void ofManyChangesOfOneVersionOneSucceeds() {
    control.create("cam1");
    var request =
        ApiClient.post(
            "/updateStream",
            "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"%s\"}"
                .formatted(control.version("cam1")));

    var results =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(_ -> control.client.send(request).status())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(results).containsEntry(200, 1L).containsEntry(400, 15L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"StreamName\":\"cam1\"}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"\"}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a-b\"}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\",\"DeviceName\":\"\"}",
        "{\"StreamName\":\"cam1\",\"CurrentVersion\":\"a\",\"MediaType\":\"x\"}",
      })
  void whatTheModelForbidsIsRefused(String body) {
    control.create("cam1");

    control.fails(Action.UPDATE_STREAM, body, 400, "InvalidArgumentException");
  }

  @Test
  void streamsThatAreNotThereAreRefused() {
    for (var action : List.of(Action.UPDATE_STREAM)) {
      control.refusesStrangeStreams(
          action, ",\"CurrentVersion\":\"abc\"", "InvalidArgumentException");
    }
  }
}
