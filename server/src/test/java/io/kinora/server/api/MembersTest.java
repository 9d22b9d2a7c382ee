package io.kinora.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.auth.QueryString;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
  private static final Shape<String> NAME = Shapes.text(2, 4, "[a-z\uD835\uDC9C]+");
  private static final Shape<Integer> COUNT = Shapes.integer(-1, 10);

  private enum Color {
    RED,
    GREEN
  }

  @Test
  void nullIsAbsentAndUnknownMembersAreIgnored() {
    var in = members("{\"Name\":null,\"Other\":{\"Name\":[1,{}]},\"name\":\"ab\"}");

    assertThat(in.optional("Name", NAME)).isNull();
    assertThat(in.optional("Name", NAME, "none")).isEqualTo("none");
    assertThat(members("").optional("Name", NAME)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{}|Value null at 'name' failed to satisfy constraint: Member must not be null",
        "{\"Name\":null}|Value null at 'name' failed to satisfy constraint:"
            + " Member must not be null",
        "{\"Name\":\"a\"}|Value 'a' at 'name' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 2",
        "{\"Name\":\"abcde\"}|Value 'abcde' at 'name' failed to satisfy constraint:"
            + " Member must have length less than or equal to 4",
        "{\"Name\":\"ab1\"}|Value 'ab1' at 'name' failed to satisfy constraint:"
            + " Member must satisfy regular expression pattern: [a-z\uD835\uDC9C]+",
      })
  void messagesNameTheMemberAndTheConstraint(String body, String message) {
    refuses(body, NAME, "1 validation error detected: " + message);
  }

  @Test
  void lengthsCountCodePoints() {
    assertThat(members("{\"Name\":\"\uD835\uDC9C\uD835\uDC9C\uD835\uDC9C\uD835\uDC9C\"}"))
        .extracting(in -> in.required("Name", NAME))
        .isEqualTo("\uD835\uDC9C\uD835\uDC9C\uD835\uDC9C\uD835\uDC9C");
    assertThatThrownBy(() -> members("{\"Name\":\"\uD835\uDC9C\"}").required("Name", NAME))
        .hasMessageEndingWith("greater than or equal to 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "true", "{}", "[]", "[\"ab\"]", "1.5"})
  void textIsNothingElse(String value) {
    refuses("{\"Name\":%s}".formatted(value), NAME, "The value at 'name' must be a string");
  }

  @Test
  void halfASurrogatePairIsNoText() {
    refuses(
        "{\"Name\":\"\\ud835ab\"}",
        NAME,
        "The value at 'name' must be a string of Unicode characters");
  }

  @Test
  void messagesRepeatOnlyTheBeginningOfAValue() {
    assertThatThrownBy(
            () ->
                members("{\"Name\":\"%s\"}".formatted("\uD835\uDC9C".repeat(100_000)))
                    .required("Name", NAME))
        .hasMessageContaining("'" + "\uD835\uDC9C".repeat(128) + "...'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "10"})
  void wholeNumbersHaveARange(String value) {
    assertThat(members("{\"Name\":%s}".formatted(value)).required("Name", COUNT))
        .isEqualTo(Integer.valueOf(value));
  }

  @ParameterizedTest
  @CsvSource({
    "-2, greater than or equal to -1",
    "11, less than or equal to 10",
    "-9223372036854775809, greater than or equal to -1",
    "99999999999999999999999999999999999999999999, less than or equal to 10"
  })
  void numbersOutOfRangeAreRefused(String value, String constraint) {
    refuses(
        "{\"Name\":%s}".formatted(value),
        COUNT,
        "1 validation error detected: Value '%s' at 'name' failed to satisfy constraint:"
                .formatted(value)
            + " Member must have value "
            + constraint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.5", "1e1", "\"1\"", "true", "[1]", "{}"})
  void aWholeNumberIsNothingElse(String value) {
    refuses("{\"Name\":%s}".formatted(value), COUNT, "The value at 'name' must be an integer");
  }

  @Test
  void enumsCompareWithRegardToCase() {
    var color = Shapes.oneOf(Color.class);

    assertThat(members("{\"Name\":\"RED\"}").required("Name", color)).isEqualTo(Color.RED);
    refuses(
        "{\"Name\":\"red\"}",
        color,
        "1 validation error detected: Value 'red' at 'name' failed to satisfy constraint:"
            + " Member must satisfy enum value set: [RED, GREEN]");
  }

  @Test
  void listsHaveSizesAndNoHoles() {
    var names = Shapes.listOf(1, 2, NAME);

    assertThat(members("{\"Name\":[\"ab\",\"ab\"]}").required("Name", names))
        .containsExactly("ab", "ab");
    refuses(
        "{\"Name\":[]}",
        names,
        "1 validation error detected: Value of 0 elements at 'name' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 1");
    refuses(
        "{\"Name\":[\"ab\",\"ab\",\"ab\"]}",
        names,
        "1 validation error detected: Value of 3 elements at 'name' failed to satisfy constraint:"
            + " Member must have length less than or equal to 2");
    refuses(
        "{\"Name\":[\"ab\",null]}",
        names,
        "1 validation error detected: Value null at 'name.2' failed to satisfy constraint:"
            + " Member must not be null");
    refuses(
        "{\"Name\":[\"ab\",\"a\"]}",
        names,
        "1 validation error detected: Value 'a' at 'name.2' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 2");
    refuses("{\"Name\":{\"0\":\"ab\"}}", names, "The value at 'name' must be a list");
  }

  @Test
  void mapsAreCheckedByKeyAndValue() {
    var map = Shapes.mapOf(1, 2, NAME, Shapes.text(0, 1));

    assertThat(members("{\"Name\":{\"cd\":\"\",\"ab\":\"x\"}}").required("Name", map))
        .containsExactly(Map.entry("ab", "x"), Map.entry("cd", ""));
    refuses(
        "{\"Name\":{\"a\":\"\"}}",
        map,
        "1 validation error detected: Value 'a' at 'name' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 2");
    refuses(
        "{\"Name\":{\"ab\":\"xy\"}}",
        map,
        "1 validation error detected: Value 'xy' at 'name.ab' failed to satisfy constraint:"
            + " Member must have length less than or equal to 1");
    refuses(
        "{\"Name\":{\"ab\":null}}",
        map,
        "1 validation error detected: Value null at 'name.ab' failed to satisfy constraint:"
            + " Member must not be null");
    refuses("{\"Name\":[]}", map, "The value at 'name' must be a map");
  }

  @Test
  void structuresNameTheWholePath() {
    Shape<String> inner = Shapes.structure(in -> in.required("Deep", NAME));
    Shape<List<String>> outer = Shapes.listOf(1, 9, inner);

    assertThat(members("{\"Name\":[{\"Deep\":\"ab\"}]}").required("Name", outer))
        .containsExactly("ab");
    refuses(
        "{\"Name\":[{\"Deep\":\"ab\"},{}]}",
        outer,
        "1 validation error detected: Value null at 'name.2.deep' failed to satisfy constraint:"
            + " Member must not be null");
    refuses("{\"Name\":[[]]}", outer, "The value at 'name.1' must be a structure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "{}x",
        "{}{}",
        "{} ]",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "{\"a\":1e99999999999}",
        "/**/{}",
        "{\"a\":\"\t\"}",
      })
  void whatIsNoJsonObjectIsRefused(String body) {
    assertThatThrownBy(() -> members(body))
        .isInstanceOfSatisfying(
            ApiException.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.INVALID_ARGUMENT))
        .hasMessage("The request is not a valid JSON object.");
  }

  @Test
  void textThatIsNoUtf8IsRefused() {
    byte[] body = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'};

    assertThatThrownBy(() -> Json.body(body)).hasMessage("The request is not a valid JSON object.");
  }

  @Test
  void depthTokensAndNumbersHaveLimits() {
    refusesNested(Json.DEPTH_MAX, false);
    refusesNested(Json.DEPTH_MAX - 1, true);
    // An object, a member and a list stand around the items.
    assertThat(members(items(Json.TOKENS_MAX - 10))).isNotNull();
    assertThatThrownBy(() -> members(items(Json.TOKENS_MAX))).isInstanceOf(ApiException.class);
    assertThat(members("{\"a\":%s}".formatted("1".repeat(Json.NUMBER_LENGTH_MAX)))).isNotNull();
    assertThatThrownBy(
            () -> members("{\"a\":%s}".formatted("1".repeat(Json.NUMBER_LENGTH_MAX + 1))))
        .isInstanceOf(ApiException.class);
  }

  @Test
  void parametersOfAQueryAreText() {
    var in =
        Json.query(
            QueryString.parse(
                "Name=12&Count=7&When=1577836800.5&X-Amz-Date=x&Empty="
                    + "&Inner=%7B%27Name%27%3A%20%27ab%27%7D&List=[%22ab%22]"));

    assertThat(in.required("Name", Shapes.text(2, 2))).isEqualTo("12");
    assertThat(in.required("Count", COUNT)).isEqualTo(7);
    assertThat(in.required("When", Shapes.TIMESTAMP)).isEqualTo(1_577_836_800_500L);
    assertThat(in.required("Empty", Shapes.text(0, 0))).isEmpty();
    assertThat(in.optional("X-Amz-Date", NAME)).isNull();
    Shape<String> inner = Shapes.structure(members -> members.required("Name", NAME));
    assertThat(in.required("Inner", inner)).isEqualTo("ab");
    assertThat(in.required("List", Shapes.listOf(1, 1, NAME))).containsExactly("ab");
    assertThatThrownBy(() -> in.required("Inner", Shapes.listOf(1, 1, NAME)))
        .hasMessage("The value at 'inner.1' must be a string");
    assertThatThrownBy(() -> in.required("When", COUNT))
        .hasMessage("The value at 'when' must be an integer");
  }

  @Test
  void aListInAQueryIsAParameterThatComesAgainOrOneAlone() {
    var in = Json.query(QueryString.parse("One=ab&Two=ab&Three=cd&Two=cd&Two=ef&Three=[%22ef%22]"));
    var list = Shapes.listOf(1, 3, NAME);

    assertThat(in.required("One", list)).containsExactly("ab");
    assertThat(in.required("Two", list)).containsExactly("ab", "cd", "ef");
    assertThatThrownBy(() -> in.required("Two", Shapes.listOf(1, 2, NAME)))
        .hasMessageContaining("less than or equal to 2");
    assertThatThrownBy(() -> in.required("Two", NAME)).hasMessageContaining("must be");
    assertThatThrownBy(() -> in.required("Three", list)).hasMessageContaining("must be");
  }

  @Test
  void aListOfStructuresInAQueryIsAParameterThatComesAgainOrOneAlone() {
    // As botocore pre-signs {"Name": "ab"}, and that with {"Name": "cd"}.
    var ab = "%7B%27Name%27%3A%20%27ab%27%7D";
    var cd = "%7B%27Name%27%3A%20%27cd%27%7D";
    var in =
        Json.query(QueryString.parse("One=%s&Two=%s&Two=%s&Three=[%s]".formatted(ab, ab, cd, ab)));
    Shape<String> structure = Shapes.structure(members -> members.required("Name", NAME));
    var list = Shapes.listOf(1, 2, structure);

    assertThat(in.required("One", list)).containsExactly("ab");
    assertThat(in.required("Two", list)).containsExactly("ab", "cd");
    assertThat(in.required("Three", list)).containsExactly("ab");
    assertThatThrownBy(() -> in.required("One", Shapes.listOf(2, 2, structure)))
        .hasMessageContaining("Value of 1 elements at 'one'");
    refuses("{\"Name\":{\"Name\":\"ab\"}}", list, "The value at 'name' must be a list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a={", "a={'b': True}", "a=[1][2]"})
  void aQueryThatSpellsNoMembersIsRefused(String query) {
    assertThatThrownBy(() -> Json.query(QueryString.parse(query)))
        .hasMessage("The request is not a valid JSON object.");
  }

  @Test
  void headerFieldsCanBeReadAsMembers() {
    var in = Members.of(Map.of("x-amzn-stream-name", "ab"));

    assertThat(in.required("x-amzn-stream-name", NAME)).isEqualTo("ab");
  }

  private static void refusesNested(int lists, boolean fits) {
    String body = "{\"a\":%s%s}".formatted("[".repeat(lists), "]".repeat(lists));
    if (fits) {
      assertThat(members(body)).isNotNull();
    } else {
      assertThatThrownBy(() -> members(body)).isInstanceOf(ApiException.class);
    }
  }

  private static String items(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> "1")
        .collect(Collectors.joining(",", "{\"a\":[", "]}"));
  }

  private static void refuses(String body, Shape<?> shape, String message) {
    assertThatThrownBy(() -> members(body).required("Name", shape))
        .isInstanceOfSatisfying(
            ApiException.class,
            failure -> assertThat(failure.error()).isEqualTo(ApiError.INVALID_ARGUMENT))
        .hasMessage(message);
  }

  private static Members members(String body) {
    return Json.body(body.getBytes(UTF_8));
  }
}
