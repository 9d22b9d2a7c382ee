package io.kinora.server.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ListFragments and GetMediaForFragmentList over real sockets.
class ArchiveTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");
  private static final Pattern TOKEN = Pattern.compile("\"NextToken\":\"([^\"]+)\"");

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @BeforeEach
  void aServerWithSixFragments() throws Exception {
    server = TestServer.start(data);
    server.createStream("cam", 24);
    put("cam", 4, 0, 2, 6, 8, 10);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void withoutASelectorEverythingIsListedInTheOrderOfNumbers() throws Exception {
    var answer = list("");
    assertThat(numbers(answer)).hasSize(6).isSorted();
    assertThat(answer.body())
        .contains("\"ProducerTimestamp\":1700000004.000")
        .contains("\"FragmentLengthInMilliseconds\":40")
        .doesNotContain("NextToken")
        .doesNotContain("null");
  }

  @Test
  void theSizeIsThatOfTheChunkWithoutTheAddedTags() throws Exception {
    int size = Mkv.servedHeader(1).length + Mkv.cluster(T, 2).length;
    assertThat(list("").body()).contains("\"FragmentSizeInBytes\":" + size + ",");
  }

  @Test
  void aRangeMatchesStartsWithBothEndsInclusive() throws Exception {
    assertThat(producerTimes(list(selector("PRODUCER", T + 1000, T + 4000))))
        .containsExactly(T + 2000, T + 4000);
    assertThat(producerTimes(list(selector("PRODUCER", T + 2000, T + 2000))))
        .containsExactly(T + 2000);
    assertThat(producerTimes(list(selector("PRODUCER", T - 5000, T - 1)))).isEmpty();
  }

  @Test
  void theProducersClockOrdersByStart() throws Exception {
    assertThat(producerTimes(list(selector("PRODUCER", T, T + 60_000)))).isSorted().hasSize(6);
  }

  @Test
  void pagesCoverEverythingOnceOnBothClocks() throws Exception {
    for (var axis : List.of("PRODUCER", "SERVER")) {
      var selector = selector(axis, 0, 4_000_000_000_000L);
      var seen = new ArrayList<String>();
      var answer = list(selector + ",\"MaxResults\":4");
      seen.addAll(numbers(answer));
      var token = token(answer);
      answer = list(",\"NextToken\":\"" + token + "\"");
      seen.addAll(numbers(answer));
      assertThat(seen).hasSize(6).doesNotHaveDuplicates();
      assertThat(answer.body()).doesNotContain("NextToken");
      assertThat(numbers(list(selector + ",\"NextToken\":\"" + token + "\"")))
          .as("the selector may be repeated")
          .hasSize(2);
    }
  }

  @Test
  void aTokenServesItsOwnStreamAndSelectorOnly() throws Exception {
    var token = token(list(selector("PRODUCER", T, T + 60_000) + ",\"MaxResults\":1"));
    server.createStream("other", 24);
    assertInvalid(
        server.call("listFragments", "{\"StreamName\":\"other\",\"NextToken\":\"" + token + "\"}"));
    assertInvalid(list(selector("PRODUCER", T, T + 1) + ",\"NextToken\":\"" + token + "\""));
    assertInvalid(list(",\"NextToken\":\"AAAA" + token.substring(4) + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"MaxResults\":0",
        ",\"MaxResults\":1001",
        ",\"NextToken\":\"\"",
        ",\"NextToken\":\"no!\"",
        ",\"FragmentSelector\":{}",
        ",\"FragmentSelector\":{\"FragmentSelectorType\":\"SERVER_TIMESTAMP\"}",
        ",\"FragmentSelector\":{\"FragmentSelectorType\":\"BOTH\",\"TimestampRange\":{\"StartTimestamp\":1,\"EndTimestamp\":2}}",
        ",\"FragmentSelector\":{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\",\"TimestampRange\":{\"StartTimestamp\":2,\"EndTimestamp\":1}}",
        ",\"FragmentSelector\":{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\",\"TimestampRange\":{\"StartTimestamp\":\"NaN\",\"EndTimestamp\":1}}",
      })
  void aRequestThatCannotBeIsRefused(String members) throws Exception {
    assertInvalid(list(members));
  }

  @Test
  void aServerClockRangeBeforeTheRetentionEdgeIsRefused() throws Exception {
    var answer = list(selector("SERVER", 1000, 2000));
    assertInvalid(answer);
    assertThat(answer.body())
        .contains("End timestamp 2000 is outside of the stream retention period.");
  }

  @Test
  void fragmentsComeInTheOrderAskedForAndAsOftenAsAskedFor() throws Exception {
    var numbers = numbers(list(""));
    var asked = List.of(numbers.get(3), numbers.get(0), numbers.get(3));
    var answer = fetch(asked);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("video/webm");
    var octets = new String(answer.body(), ISO_8859_1);
    assertThat(octets)
        .containsSubsequence(asked)
        .contains("AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP")
        .doesNotContain("MILLIS_BEHIND_NOW");
    assertThat(octets.split(Pattern.quote(latin(Mkv.cluster(T + 6000, 2))), -1)).hasSize(3);
  }

  @Test
  void oneUnknownNumberRefusesTheWholeRequest() throws Exception {
    var known = numbers(list("")).getFirst();
    server.createStream("other", 24);
    put("other", 0);
    var foreign = numbers(server.call("listFragments", "{\"StreamName\":\"other\"}")).getFirst();
    for (var unknown : List.of("123", "9".repeat(47), foreign)) {
      var answer = fetch(List.of(known, unknown));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(latin(answer.body())).contains("Fragment numbers are invalid : [" + unknown + "]");
    }
  }

  @Test
  void oneToAThousandNumbersMayBeAskedFor() throws Exception {
    var known = numbers(list("")).getFirst();
    assertThat(fetch(List.of()).statusCode()).isEqualTo(400);
    assertThat(fetch(Collections.nCopies(1000, known)).statusCode()).isEqualTo(200);
    assertThat(fetch(Collections.nCopies(1001, known)).statusCode()).isEqualTo(400);
  }

  private void put(String stream, int... seconds) throws Exception {
    for (int second : seconds) {
      try (var producer = server.putMedia(stream)) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T + second * 1000L, 2)));
        producer.send("0\r\n\r\n");
        assertThat(latin(producer.chunks())).contains("PERSISTED");
      }
    }
  }

  private HttpResponse<String> list(String members) throws Exception {
    return server.call("listFragments", "{\"StreamName\":\"cam\"" + members + "}");
  }

  private HttpResponse<byte[]> fetch(List<String> numbers) throws Exception {
    var quoted = numbers.stream().map(number -> "\"" + number + "\"").toList();
    return server.stream(
        "getMediaForFragmentList", "{\"StreamName\":\"cam\",\"Fragments\":" + quoted + "}");
  }

  private static String selector(String axis, long startMs, long endMs) {
    return """
    ,"FragmentSelector":{"FragmentSelectorType":"%s_TIMESTAMP",\
    "TimestampRange":{"StartTimestamp":%d.%03d,"EndTimestamp":%d.%03d}}"""
        .formatted(axis, startMs / 1000, startMs % 1000, endMs / 1000, endMs % 1000);
  }

  private static void assertInvalid(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .contains("InvalidArgumentException");
  }

  private static List<String> numbers(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return NUMBER.matcher(answer.body()).results().map(match -> match.group(1)).toList();
  }

  private static List<Long> producerTimes(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Pattern.compile("\"ProducerTimestamp\":(\\d+)\\.(\\d{3})")
        .matcher(answer.body())
        .results()
        .map(match -> Long.parseLong(match.group(1) + match.group(2)))
        .toList();
  }

  private static String token(HttpResponse<String> answer) {
    var token = TOKEN.matcher(answer.body());
    assertThat(token.find()).as(answer.body()).isTrue();
    return token.group(1);
  }

  private static String latin(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }
}
