package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ListStreamsTest {
  private static final String CAM =
      "\"StreamNameCondition\":{\"ComparisonOperator\":\"BEGINS_WITH\",\"ComparisonValue\":\"cam\"}";

  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @Test
  void noStreamsAreAnEmptyListWithoutAToken() {
    assertThat(list("{}")).hasToString("{\"StreamInfoList\":[]}");
    assertThat(list("")).hasToString("{\"StreamInfoList\":[]}");
  }

  @Test
  void streamsAreListedByNameAsTheyAreDescribed() {
    List.of("b", "a", "C").forEach(control::create);

    var page = list("{}");
    assertThat(names(page)).containsExactly("C", "a", "b");
    assertThat(page.get("StreamInfoList").get(1)).isEqualTo(control.describe("a"));
    assertThat(page.has("NextToken")).isFalse();
  }

  @Test
  void aPrefixComparesWithRegardToCase() {
    List.of("camera", "cam", "ca", "Cam1", "d").forEach(control::create);

    assertThat(names(list("{%s}".formatted(CAM)))).containsExactly("cam", "camera");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10})
  void aWalkSeesEachStreamOnceWhateverComesAndGoes(int pageSize) {
    IntStream.range(0, 10).forEach(i -> control.create("cam" + i));
    control.create("dog");
    var seen = new ArrayList<String>();

    var page = list("{%s,\"MaxResults\":%d}".formatted(CAM, pageSize));
    seen.addAll(names(page));
    for (int step = 0; page.has("NextToken"); step++) {
      control.create("cam0-" + step);
      control.create("dog-" + step);
      delete(seen.getLast());
      page = list("{\"NextToken\":\"%s\"}".formatted(token(page)));
      assertThat(names(page)).hasSizeLessThanOrEqualTo(pageSize);
      seen.addAll(names(page));
    }

    assertThat(seen).doesNotHaveDuplicates().doesNotContain("dog");
    assertThat(seen.stream().filter(name -> name.length() == 4)).hasSize(10);
  }

  @Test
  void aPageThatEndsTheListHasNoToken() {
    List.of("a", "b").forEach(control::create);

    assertThat(list("{\"MaxResults\":2}").has("NextToken")).isFalse();
    assertThat(list("{\"MaxResults\":1}").has("NextToken")).isTrue();
  }

  @Test
  void theTokenRemembersThePageSizeUnlessTheRequestSaysAnother() {
    IntStream.range(0, 9).forEach(i -> control.create("s" + i));
    String token = token(list("{\"MaxResults\":2}"));

    assertThat(names(list("{\"NextToken\":\"%s\"}".formatted(token)))).containsExactly("s2", "s3");
    assertThat(names(list("{\"NextToken\":\"%s\",\"MaxResults\":4}".formatted(token))))
        .containsExactly("s2", "s3", "s4", "s5");
  }

  @Test
  void theConditionMayBeRepeatedWithTheTokenButNotChanged() {
    IntStream.range(0, 3).forEach(i -> control.create("cam" + i));
    String token = token(list("{%s,\"MaxResults\":1}".formatted(CAM)));

    assertThat(names(list("{%s,\"NextToken\":\"%s\"}".formatted(CAM, token))))
        .containsExactly("cam1");
    refuses("{%s,\"NextToken\":\"%s\"}".formatted(CAM.replace("cam", "ca"), token));
    String unfiltered = token(list("{\"MaxResults\":1}"));
    refuses("{%s,\"NextToken\":\"%s\"}".formatted(CAM, unfiltered));
  }

  @Test
  void aTokenLastsADay() {
    List.of("a", "b").forEach(control::create);
    String token = token(list("{\"MaxResults\":1}"));
    String next = "{\"NextToken\":\"%s\"}".formatted(token);

    control.clock.advance(Duration.ofHours(24));
    assertThat(names(list(next))).containsExactly("b");
    control.clock.advance(Duration.ofMillis(1));
    refuses(next);
  }

  @Test
  void theLongestNamesFitAToken() {
    control.create("a".repeat(255));
    control.create("a".repeat(256));
    String condition = CAM.replace("cam", "a".repeat(255));

    String token = token(list("{%s,\"MaxResults\":1}".formatted(condition)));
    assertThat(token).hasSizeLessThanOrEqualTo(1024).matches("[a-zA-Z0-9+/=]+");
    assertThat(names(list("{\"NextToken\":\"%s\"}".formatted(token)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"MaxResults\":0}",
        "{\"MaxResults\":10001}",
        "{\"MaxResults\":\"5\"}",
        "{\"MaxResults\":99999999999999999999}",
        "{\"NextToken\":\"forged\"}",
        "{\"NextToken\":\"not base64!\"}",
        "{\"NextToken\":7}",
        "{\"StreamNameCondition\":{}}",
        "{\"StreamNameCondition\":{\"ComparisonOperator\":\"BEGINS_WITH\"}}",
        "{\"StreamNameCondition\":{\"ComparisonValue\":\"cam\"}}",
        "{\"StreamNameCondition\":{\"ComparisonOperator\":\"ENDS_WITH\",\"ComparisonValue\":\"a\"}}",
        "{\"StreamNameCondition\":{\"ComparisonOperator\":\"BEGINS_WITH\",\"ComparisonValue\":\"\"}}",
      })
  void whatTheModelForbidsIsRefused(String body) {
    refuses(body);
  }

  @Test
  void theEmptyTokenIsNone() {
    assertThat(list("{\"NextToken\":\"\"}")).hasToString("{\"StreamInfoList\":[]}");
  }

  private JsonNode list(String body) {
    return control.client.call(Action.LIST_STREAMS, body);
  }

  private void refuses(String body) {
    control.fails(Action.LIST_STREAMS, body, 400, "InvalidArgumentException");
  }

  private void delete(String name) {
    control.client.call(
        Action.DELETE_STREAM,
        "{\"StreamARN\":%s}".formatted(control.describe(name).get("StreamARN")));
  }

  private static String token(JsonNode page) {
    return page.get("NextToken").stringValue();
  }

  private static List<String> names(JsonNode page) {
    return page.get("StreamInfoList")
        .valueStream()
        .map(info -> info.get("StreamName").stringValue())
        .toList();
  }
}
