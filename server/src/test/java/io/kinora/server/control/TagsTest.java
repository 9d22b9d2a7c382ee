package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();
  private final String arn = control.create("cam1");

  @Test
  void aStreamWithoutTagsListsNone() {
    assertThat(control.client.call(Action.LIST_TAGS_FOR_STREAM, "{\"StreamName\":\"cam1\"}"))
        .hasToString("{\"Tags\":{}}");
  }

  @Test
  void tagsAreAddedOverwrittenAndRemoved() {
    String version = control.version("cam1");
    tag("\"a\":\"1\",\"b\":\"2\"");
    tag("\"b\":\"\",\"c\":\"3\"");

    assertThat(tags()).isEqualTo("{\"a\":\"1\",\"b\":\"\",\"c\":\"3\"}");

    control.client.call(
        Action.UNTAG_STREAM, "{\"StreamName\":\"cam1\",\"TagKeyList\":[\"a\",\"unknown\",\"a\"]}");
    assertThat(tags()).isEqualTo("{\"b\":\"\",\"c\":\"3\"}");
    assertThat(control.version("cam1")).isEqualTo(version);
  }

  @Test
  void resourcesTakeTagsAsAList() {
    control.client.call(
        Action.TAG_RESOURCE,
        """
        {"ResourceARN":"%s","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}\
        """
            .formatted(arn));
    control.client.call(
        Action.UNTAG_RESOURCE, "{\"ResourceARN\":\"%s\",\"TagKeyList\":[\"a\"]}".formatted(arn));

    assertThat(
            control.client.call(
                Action.LIST_TAGS_FOR_RESOURCE, "{\"ResourceARN\":\"%s\"}".formatted(arn)))
        .hasToString("{\"Tags\":{\"b\":\"2\"}}");
    assertThat(tags()).isEqualTo("{\"b\":\"2\"}");
  }

  @Test
  void aStreamHasFiftyTagsAtMost() {
    tag(many(0, 50));
    tag(many(25, 50).replace("\"v\"", "\"w\""));
    String before = tags();

    control.fails(
        Action.TAG_STREAM,
        "{\"StreamName\":\"cam1\",\"Tags\":{\"k0\":\"new\",\"one more\":\"v\"}}",
        400,
        "TagsPerResourceExceededLimitException");
    control.fails(
        Action.TAG_RESOURCE,
        "{\"ResourceARN\":\"%s\",\"Tags\":[{\"Key\":\"one more\",\"Value\":\"v\"}]}".formatted(arn),
        400,
        "TagsPerResourceExceededLimitException");
    assertThat(tags()).isEqualTo(before);
  }

  @Test
  void keysHave128AndValues256Characters() {
    tag("\"%s\":\"%s\"".formatted("é".repeat(128), "\uD835\uDC9C".repeat(256)));

    refuses("\"%s\":\"v\"".formatted("é".repeat(129)));
    refuses("\"k\":\"%s\"".formatted("é".repeat(257)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"aws:a\":\"b\"",
        "\"a\":null",
        "\"a\":1",
        "\"a*\":\"b\"",
        "\"a\":\"\\n\"",
        "\"a\":\"1\",\"a\":\"2\""
      })
  void tagsThatTheModelForbidsAreRefused(String tags) {
    refuses(tags);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "TAG_RESOURCE|'Tags':[]",
        "TAG_RESOURCE|'Tags':{'a':'b'}",
        "TAG_RESOURCE|'Tags':[{'Key':'a'}]",
        "TAG_RESOURCE|'Tags':[{'Value':'a'}]",
        "TAG_RESOURCE|'Tags':[null]",
        "TAG_RESOURCE|'Tags':[{'Key':'a','Value':'1'},{'Key':'a','Value':'2'}]",
        "TAG_RESOURCE|'Tags':[{'Key':'aws:a','Value':'1'}]",
        "TAG_RESOURCE|'x':1",
        "UNTAG_RESOURCE|'TagKeyList':[]",
        "UNTAG_RESOURCE|'TagKeyList':'a'",
        "UNTAG_RESOURCE|'TagKeyList':['']",
        "UNTAG_RESOURCE|'TagKeyList':[1]",
        "UNTAG_RESOURCE|'x':1",
        "LIST_TAGS_FOR_RESOURCE|'NextToken':'abcd'",
      })
  void whatTheModelForbidsIsRefused(Action action, String rest) {
    control.fails(
        action,
        "{\"ResourceARN\":\"%s\",%s}".formatted(arn, rest.replace('\'', '"')),
        400,
        "InvalidArgumentException");
  }

  @Test
  void thereIsOnePageOfTags() {
    assertThat(
            control.client.call(
                Action.LIST_TAGS_FOR_STREAM, "{\"StreamName\":\"cam1\",\"NextToken\":\"\"}"))
        .isNotNull();
    control.fails(
        Action.LIST_TAGS_FOR_STREAM,
        "{\"StreamName\":\"cam1\",\"NextToken\":\"abcd\"}",
        400,
        "InvalidArgumentException");
  }

  @Test
  void streamsThatAreNotThereAreRefused() {
    control.refusesStrangeStreams(
        Action.TAG_STREAM, ",\"Tags\":{\"a\":\"b\"}", "InvalidResourceFormatException");
  }

  @Test
  void streamsThatAreNotThereAreRefusedByTheOthersToo() {
    control.refusesStrangeStreams(
        Action.UNTAG_STREAM, ",\"TagKeyList\":[\"a\"]", "InvalidResourceFormatException");
  }

  @Test
  void streamsThatAreNotThereHaveNoTagsToList() {
    control.refusesStrangeStreams(
        Action.LIST_TAGS_FOR_STREAM, "", "InvalidResourceFormatException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "TAG_RESOURCE|,'Tags':[{'Key':'a','Value':'b'}]",
        "UNTAG_RESOURCE|,'TagKeyList':['a']",
        "LIST_TAGS_FOR_RESOURCE|^^",
      })
  void resourcesThatAreNotThereAreRefused(Action action, String quoted) {
    String rest = quoted.replace('\'', '"');
    for (String unknown :
        new String[] {arn + "0", arn.replace(":stream/", ":channel/"), arn.replace("cam1", "x")}) {
      control.fails(
          action,
          "{\"ResourceARN\":\"%s\"%s}".formatted(unknown, rest),
          404,
          "ResourceNotFoundException");
    }
    control.fails(action, "{\"ResourceARN\":\"x\"%s}".formatted(rest), 400, INVALID);
    control.fails(action, "{%s}".formatted(rest.replaceFirst(",", "")), 400, INVALID);
  }

  private static final String INVALID = "InvalidArgumentException";

  private void tag(String tags) {
    control.client.call(
        Action.TAG_STREAM, "{\"StreamName\":\"cam1\",\"Tags\":{%s}}".formatted(tags));
  }

  private void refuses(String tags) {
    control.fails(
        Action.TAG_STREAM, "{\"StreamName\":\"cam1\",\"Tags\":{%s}}".formatted(tags), 400, INVALID);
  }

  private String tags() {
    return control
        .client
        .call(Action.LIST_TAGS_FOR_STREAM, "{\"StreamName\":\"cam1\"}")
        .get("Tags")
        .toString();
  }

  private static String many(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"k%d\":\"v\"".formatted(i))
        .collect(Collectors.joining(","));
  }
}
