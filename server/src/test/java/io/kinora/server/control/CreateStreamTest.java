package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.StreamAttribute;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateStreamTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @Test
  void aNewStreamHasAnArnThatEndsInItsCreationTime() {
    var result = control.client.call(Action.CREATE_STREAM, "{\"StreamName\":\"cam1\"}");

    assertThat(result)
        .hasToString(
            "{\"StreamARN\":\"arn:aws:kinesisvideo:eu-central-1:111122223333:"
                + "stream/cam1/1795255200123\"}");
  }

  @Test
  void allMembersAreKept() {
    control.client.call(
        Action.CREATE_STREAM,
        """
        {"StreamName":"cam1","DeviceName":"dev.1","MediaType":"video/h264,audio/aac",
         "KmsKeyId":"alias/mine","DataRetentionInHours":87600,"Tags":{"site":"a","Ort":"Köln"},
         "StreamStorageConfiguration":{"DefaultStorageTier":"WARM"},"Unknown":[{}],
         "Other":null}\
        """);

    var info = control.describe("cam1");
    assertThat(info.get("DeviceName").stringValue()).isEqualTo("dev.1");
    assertThat(info.get("MediaType").stringValue()).isEqualTo("video/h264,audio/aac");
    assertThat(info.get("KmsKeyId").stringValue()).isEqualTo("alias/mine");
    assertThat(info.get("DataRetentionInHours").intValue()).isEqualTo(87_600);
    var stream = control.streams.find("cam1").orElseThrow();
    assertThat(stream.tags()).containsEntry("site", "a").containsEntry("Ort", "Köln");
    assertThat(StreamAttribute.STORAGE_TIER.of(stream)).contains("WARM");
  }

  @Test
  void aNameIsTakenOnce() {
    control.create("cam1");

    control.fails(Action.CREATE_STREAM, "{\"StreamName\":\"cam1\"}", 400, "ResourceInUseException");
    control.create("CAM1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"StreamName\":null}",
        "{\"StreamName\":\"\"}",
        "{\"StreamName\":\"a/b\"}",
        "{\"StreamName\":\"cam1\\n\"}",
        "{\"StreamName\":\"a\",\"DeviceName\":\"\"}",
        "{\"StreamName\":\"a\",\"DeviceName\":\"a b\"}",
        "{\"StreamName\":\"a\",\"MediaType\":\"h264\"}",
        "{\"StreamName\":\"a\",\"MediaType\":\"video/h264,\"}",
        "{\"StreamName\":\"a\",\"KmsKeyId\":\"\"}",
        "{\"StreamName\":\"a\",\"DataRetentionInHours\":-1}",
        "{\"StreamName\":\"a\",\"DataRetentionInHours\":87601}",
        "{\"StreamName\":\"a\",\"DataRetentionInHours\":1.5}",
        "{\"StreamName\":\"a\",\"DataRetentionInHours\":\"1\"}",
        "{\"StreamName\":\"a\",\"Tags\":{}}",
        "{\"StreamName\":\"a\",\"Tags\":[]}",
        "{\"StreamName\":\"a\",\"Tags\":{\"\":\"x\"}}",
        "{\"StreamName\":\"a\",\"Tags\":{\"a;b\":\"x\"}}",
        "{\"StreamName\":\"a\",\"Tags\":{\"a\":null}}",
        "{\"StreamName\":\"a\",\"Tags\":{\"a\":\"x;y\"}}",
        "{\"StreamName\":\"a\",\"Tags\":{\"aws:x\":\"y\"}}",
        "{\"StreamName\":\"a\",\"Tags\":{\"AWS:x\":\"y\"}}",
        "{\"StreamName\":\"a\",\"StreamStorageConfiguration\":{}}",
        "{\"StreamName\":\"a\",\"StreamStorageConfiguration\":\"HOT\"}",
        "{\"StreamName\":\"a\",\"StreamStorageConfiguration\":{\"DefaultStorageTier\":\"COLD\"}}",
      })
  void whatTheModelForbidsIsRefused(String body) {
    control.fails(Action.CREATE_STREAM, body, 400, "InvalidArgumentException");
    assertThat(control.streams.count()).isZero();
  }

  @Test
  void lengthsEndWhereTheModelEndsThem() {
    control.create("a".repeat(256));
    control.fails(
        Action.CREATE_STREAM,
        "{\"StreamName\":\"%s\"}".formatted("a".repeat(257)),
        400,
        "InvalidArgumentException");
    control.client.call(
        Action.CREATE_STREAM, "{\"StreamName\":\"fifty\",\"Tags\":{%s}}".formatted(tags(50)));
    control.fails(
        Action.CREATE_STREAM,
        "{\"StreamName\":\"more\",\"Tags\":{%s}}".formatted(tags(51)),
        400,
        "InvalidArgumentException");
  }

  @Test
  void thereMayBeOnlySoManyStreams() {
    var small = new ControlPlaneFixture(2);
    small.create("a");
    small.create("b");

    small.fails(
        Action.CREATE_STREAM, "{\"StreamName\":\"c\"}", 400, "AccountStreamLimitExceededException");
    small.fails(Action.CREATE_STREAM, "{\"StreamName\":\"a\"}", 400, "ResourceInUseException");
  }

  @Test
  void ofManyCreationsAtOnceOneSucceeds() {
    var request = ApiClient.post("/createStream", "{\"StreamName\":\"race\"}");

    var results =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(_ -> control.client.send(request).status())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(results).containsEntry(200, 1L).containsEntry(400, 15L);
  }

  private static String tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"k%d\":\"v\"".formatted(i))
        .collect(Collectors.joining(","));
  }
}
