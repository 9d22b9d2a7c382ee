package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.MemoryCatalog;
import io.kinora.server.api.PageTokens;
import io.kinora.server.config.ArnScope;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;
import io.kinora.testkit.FakeClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The control plane over a catalog in memory, open to everybody.
final class ControlPlaneFixture implements StreamLifecycle {
  static final Instant START = Instant.parse("2026-11-21T10:00:00.123Z");

  final FakeClock clock;
  final StreamCatalog streams;
  final List<String> events = new ArrayList<>();
  final ApiClient client;

  ControlPlaneFixture() {
    this(100_000);
  }

  ControlPlaneFixture(int streamsMax) {
    var clock = new FakeClock(START);
    this(clock, new MemoryCatalog(clock), streamsMax);
  }

  ControlPlaneFixture(StreamCatalog streams) {
    this(new FakeClock(START), streams, 100_000);
  }

  private ControlPlaneFixture(FakeClock clock, StreamCatalog streams, int streamsMax) {
    this.clock = clock;
    this.streams = streams;
    var arns = new ArnScope("aws", "eu-central-1", "111122223333");
    client =
        ApiClient.open(
            arns,
            streams,
            clock,
            ControlPlane.operations(
                streams, new PageTokens(new byte[32], clock), new ControlConfig(streamsMax), this));
  }

  /// Creates a stream and gives its ARN.
  String create(String name) {
    return create(name, 24);
  }

  String create(String name, int retentionHours) {
    return client
        .call(
            Action.CREATE_STREAM,
            "{\"StreamName\":\"%s\",\"DataRetentionInHours\":%d}".formatted(name, retentionHours))
        .get("StreamARN")
        .stringValue();
  }

  /// The `StreamInfo` of a stream.
  JsonNode describe(String name) {
    return client
        .call(Action.DESCRIBE_STREAM, "{\"StreamName\":\"%s\"}".formatted(name))
        .get("StreamInfo");
  }

  String version(String name) {
    return describe(name).get("Version").stringValue();
  }

  /// Calls an action that must fail so.
  void fails(Action action, String body, int status, String type) {
    var failure = client.fail(action, body);
    assertThat(failure.type()).as(failure.message()).isEqualTo(type);
    assertThat(failure.status()).isEqualTo(status);
  }

  /// Calls an action that takes a stream's name or ARN in all the ways that name no stream.
  ///
  /// @param rest further members, each with a comma in front
  void refusesStrangeStreams(Action action, String rest, String formatError) {
    String arn = create("strange");
    String other = "\"arn:aws:kinesisvideo:eu-central-1:111122223333:stream/other/1\"";
    fails(action, "{%s}".formatted(rest.replaceFirst(",", "")), 400, "InvalidArgumentException");
    fails(action, "{\"StreamName\":\"\"%s}".formatted(rest), 400, "InvalidArgumentException");
    fails(action, "{\"StreamName\":\"a b\"%s}".formatted(rest), 400, "InvalidArgumentException");
    fails(action, "{\"StreamName\":7%s}".formatted(rest), 400, "InvalidArgumentException");
    fails(
        action,
        "{\"StreamName\":\"strange\",\"StreamARN\":%s%s}".formatted(other, rest),
        400,
        "InvalidArgumentException");
    fails(action, "{\"StreamARN\":\"nonsense\"%s}".formatted(rest), 400, formatError);
    fails(
        action,
        "{\"StreamARN\":\"%s\"%s}".formatted(arn.replace(":stream/", ":channel/"), rest),
        400,
        formatError);
    fails(action, "{\"StreamName\":\"unknown\"%s}".formatted(rest), 404, RESOURCE_NOT_FOUND);
    fails(action, "{\"StreamName\":\"STRANGE\"%s}".formatted(rest), 404, RESOURCE_NOT_FOUND);
    fails(action, "{\"StreamARN\":\"%s0\"%s}".formatted(arn, rest), 404, RESOURCE_NOT_FOUND);
    fails(
        action,
        "{\"StreamARN\":\"%s\"%s}".formatted(arn.replace("eu-central-1", "eu-west-1"), rest),
        404,
        RESOURCE_NOT_FOUND);
    fails(
        action,
        "{\"StreamARN\":\"%s\"%s}".formatted(arn.replace("111122223333", "1"), rest),
        404,
        RESOURCE_NOT_FOUND);
  }

  static final String RESOURCE_NOT_FOUND = "ResourceNotFoundException";

  @Override
  public void streamUpdated(StreamRecord stream) {
    events.add("updated " + stream.name() + " " + stream.retentionHours());
  }

  @Override
  public void streamDeleted(StreamRecord stream) {
    events.add("deleted " + stream.name());
  }
}
