package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeleteStreamTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @Test
  void aDeletedStreamIsGoneAtOnceAndItsSessionsAreTold() {
    String arn = control.create("cam1");

    assertThat(control.client.call(Action.DELETE_STREAM, body(arn))).isEmpty();

    assertThat(control.events).containsExactly("deleted cam1");
    control.fails(
        Action.DESCRIBE_STREAM, "{\"StreamName\":\"cam1\"}", 404, "ResourceNotFoundException");
    control.fails(Action.DELETE_STREAM, body(arn), 404, "ResourceNotFoundException");
    assertThat(control.events).hasSize(1);
  }

  @Test
  void anotherVersionKeepsTheStream() {
    String arn = control.create("cam1");
    String version = control.version("cam1");

    control.fails(
        Action.DELETE_STREAM,
        "{\"StreamARN\":\"%s\",\"CurrentVersion\":\"other\"}".formatted(arn),
        400,
        "VersionMismatchException");
    assertThat(control.events).isEmpty();

    control.client.call(
        Action.DELETE_STREAM,
        "{\"StreamARN\":\"%s\",\"CurrentVersion\":\"%s\"}".formatted(arn, version));
    assertThat(control.streams.count()).isZero();
  }

  @Test
  void theArnOfAnEarlierStreamDeletesNothing() {
    String old = control.create("cam1");
    control.client.call(Action.DELETE_STREAM, body(old));
    control.create("cam1");

    control.fails(Action.DELETE_STREAM, body(old), 404, "ResourceNotFoundException");
    assertThat(control.streams.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"StreamName\":\"cam1\"}",
        "{\"StreamARN\":\"cam1\"}",
        "{\"StreamARN\":\"arn:aws:kinesisvideo:r:1:channel/cam1/1\"}",
        "{\"StreamARN\":\"arn:aws:kinesisvideo:r:1:stream/cam1/1\",\"CurrentVersion\":\"\"}",
      })
  void whatTheModelForbidsIsRefused(String body) {
    control.create("cam1");

    control.fails(Action.DELETE_STREAM, body, 400, "InvalidArgumentException");
  }

  private static String body(String arn) {
    return "{\"StreamARN\":\"%s\"}".formatted(arn);
  }
}
