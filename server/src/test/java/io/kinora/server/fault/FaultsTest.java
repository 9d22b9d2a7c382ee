package io.kinora.server.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import io.kinora.server.api.Action;
import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// A server with a script of faults, over real sockets.
final class FaultsTest {
  private static final long T = 1_700_000_000_000L;
  private static final FaultScript SCRIPT =
      new FaultScript(
          new Targets(
              Set.of(
                  "DescribeStream",
                  "GetDataEndpoint",
                  "GetMP4MediaFragment",
                  "GetMedia",
                  "ListStreams",
                  "PutMedia")));
  private static final String CAM = "{\"StreamName\":\"cam\"}";

  private static final Logger ROOT = (Logger) LoggerFactory.getLogger("io.kinora");

  @TempDir private Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  private @Nullable TestServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void anOperationIsRefusedSoOftenAndThenAnsweredAgain() throws Exception {
    var kinora =
        start(
            """
            {"operation": "DescribeStream", "stream": "cam", "error": "ClientLimitExceededException",
             "skip": 1, "times": 2}
            """);

    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      var refused = kinora.call("describeStream", CAM);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.headers().firstValue("x-amzn-ErrorType"))
          .contains("ClientLimitExceededException");
    }
    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(200);
    assertThat(kinora.call("listTagsForStream", CAM).statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultBehindAnotherCountsTheRequestsThatTheOtherHappensTo() throws Exception {
    var kinora =
        start(
            """
            {"operation": "DescribeStream", "error": "ClientLimitExceededException", "times": 1},
            {"operation": "DescribeStream", "error": "InternalFailure", "skip": 1, "times": 1}
            """);

    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(400);
    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(500);
    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultOfOneStreamLeavesOthersAlone() throws Exception {
    var kinora = start("{\"stream\": \"cam\", \"error\": \"InternalFailure\"}");
    kinora.createStream("yard", 1);

    assertThat(kinora.call("describeStream", CAM).statusCode()).isEqualTo(500);
    assertThat(kinora.call("describeStream", "{\"StreamName\":\"yard\"}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void aDelayComesBeforeTheAnswer() throws Exception {
    var kinora = start("{\"operation\": \"ListTagsForStream\", \"delay\": \"300ms\"}");

    long begun = System.nanoTime();
    var answer = kinora.call("listTagsForStream", CAM);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - begun).isGreaterThan(300_000_000L);
  }

  @Test
  void anAnswerIsCutBehindItsFirstOctets() throws Exception {
    var kinora = start("{\"operation\": \"ListStreams\", \"cutAnswerAfter\": \"5\"}");

    try (var connection = kinora.connect()) {
      connection.send("POST /listStreams HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(connection.head()).contains(" 200 ");
      assertThat(connection.rest()).hasSize(5);
    }
  }

  @Test
  void mediaIsCutBehindItsFirstOctets() throws Exception {
    var kinora = start("{\"operation\": \"GetMedia\", \"cutAnswerAfter\": \"1000\"}");
    put(kinora);
    var body = "{\"StreamName\":\"cam\",\"StartSelector\":{\"StartSelectorType\":\"EARLIEST\"}}";

    try (var connection = kinora.connect()) {
      connection.send(
          "POST /getMedia HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(body.length(), body));
      assertThat(connection.head()).contains(" 200 ");
      assertThat(withoutFraming(connection.rest())).hasSize(1000);
    }
  }

  @Test
  void anUploadEndsWithTheErrorThatWasAskedFor() throws Exception {
    var kinora = start("{\"operation\": \"PutMedia\", \"ackError\": 4500, \"after\": \"1s\"}");
    try (var producer = kinora.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), cluster()));
      var buffering = producer.textChunk();
      assertThat(buffering).startsWith("{\"EventType\":\"BUFFERING\",");

      var acks = new String(producer.chunks(), ISO_8859_1);

      var fragment = buffering.substring(buffering.indexOf(','), buffering.indexOf('}'));
      assertThat(fragment).startsWith(",\"FragmentTimecode\":" + T + ",\"FragmentNumber\":\"");
      assertThat(acks)
          .endsWith(
              "{\"EventType\":\"ERROR\""
                  + fragment
                  + ",\"ErrorCode\":\"KMS_KEY_ACCESS_DENIED\",\"ErrorId\":4500}\n");
    }
  }

  @Test
  void persistedIsNeverSaidOrLate() throws Exception {
    var kinora = start("{\"persisted\": \"drop\", \"times\": 1}, {\"persisted\": \"200ms\"}");

    assertThat(put(kinora)).contains("RECEIVED").doesNotContain("PERSISTED");
    long begun = System.nanoTime();
    assertThat(put(kinora)).contains("PERSISTED");
    assertThat(System.nanoTime() - begun).isGreaterThan(200_000_000L);
    var listed = kinora.call("listFragments", CAM).body();
    assertThat(listed.split("\"FragmentNumber\"", -1)).as("both are stored").hasSize(3);
  }

  @Test
  void anUploadIsCutBehindItsFirstOctets() throws Exception {
    var kinora = start("{\"operation\": \"PutMedia\", \"cutUploadAfter\": \"10\"}");
    try (var producer = kinora.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      assertThat(producer.isAtEnd()).isTrue();
    }
    assertThat(logged())
        .containsOnlyOnce("INFO PutMedia of cam: cut off behind 10 octets by the script of faults")
        .doesNotContain("failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"operation": "describeStream", "delay": "1s"} | fault 1: there is no operation describeStream; did you mean DescribeStream?
          {"operation": "CreateSignalingChannel", "delay": "1s"} | fault 1: this server does not have the operation CreateSignalingChannel
          {"operation": "PutMedia", "cutAnswerAfter": "1MB"} | fault 1: cutAnswerAfter never happens to PutMedia; cutUploadAfter cuts its connection
          {"operation": "GetMedia", "ackError": 4000} | fault 1: ackError happens to PutMedia only, never to GetMedia
          {"operation": "GetMedia", "cutUploadAfter": "1MB"} | fault 1: cutUploadAfter happens to PutMedia only, never to GetMedia
          {"operation": "GetMP4MediaFragment", "persisted": "drop"} | fault 1: persisted happens to PutMedia only, never to GetMP4MediaFragment
          {"operation": "GetMedia", "persisted": "drop"} | fault 1: persisted happens to PutMedia only, never to GetMedia
          {"operation": "ListStreams", "stream": "cam", "delay": "1s"} | fault 1: ListStreams is about no stream; leave stream out
          {"stream": "front door", "delay": "1s"} | fault 1: stream must be the name of a stream
          {"delay": "0"} | fault 1: delay must be longer than 0 and at most 1h
          {"persisted": "61m"} | fault 1: persisted must be longer than 0 and at most 1h
          {"ackError": 4000, "after": "2h"} | fault 1: after must be longer than 0 and at most 1h
          {"error": "Oops"} | fault 1: there is no error Oops
          {"ackError": 4999} | fault 1: no acknowledgement has id 4999
          {"delay": "1s", "error": "InternalFailure"} | fault 1: needs one of
          {"delay": "soon"} | fault 1:
          {"delay": "1s", "after": "1s"} | fault 1: after goes with ackError only
          {"delay": "1s", "where": "here"} | fault 1: there is no member where
          {"delay": "1s", "times": 0} | fault 1: times must be a whole number from 1
          {"delay": "1s", "skip": -1} | fault 1: skip must be a whole number from 0
          {"delay": | is no JSON
          {"delay": [[[[[[[[1]]]]]]]]} | is no JSON
          {"delay": "1s"}]} | is no JSON
          """)
  void aScriptThatSaysSomethingElseStopsTheStart(String fault, String message) throws Exception {
    var script = script(fault);

    assertThatThrownBy(() -> SCRIPT.read(script))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theScriptOfTheReferencePageCanBeRead() throws Exception {
    var page = Files.readString(Path.of("../docs/reference/rehearsing.md"));
    var script = page.substring(page.indexOf("```json\n") + 8);
    var file = folder.resolve("page.json");
    Files.writeString(file, script.substring(0, script.indexOf("```")));

    assertThat(SCRIPT.read(file)).hasSize(7);
  }

  @Test
  void aFaultOfAnOperationThatTheServerDoesNotHaveStopsTheStart() {
    assertThatThrownBy(
            () -> start("{\"operation\": \"UpdateSignalingChannel\", \"delay\": \"1s\"}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("this server does not have the operation UpdateSignalingChannel");
  }

  @Test
  void everyOperationThatTheServerHasCanBeGivenAFault() throws Exception {
    var page = Files.readString(Path.of("../docs/reference/api-coverage.md"));
    var built =
        Arrays.stream(Action.values())
            .map(Action::wireName)
            .filter(name -> page.contains("| " + name + " | built |"))
            .toList();

    assertThat(built).contains("PutMedia", "GetHLSStreamingSessionURL");
    var faults =
        built.stream()
            .map("{\"operation\": \"%s\", \"error\": \"InternalFailure\"}"::formatted)
            .collect(Collectors.joining(","));
    assertThat(start(faults).call("describeStream", CAM).statusCode()).isEqualTo(500);
  }

  @Test
  void aScriptHasAThousandFaultsAtMost() throws Exception {
    var fault =
        "{\"operation\":\"GetMedia\",\"stream\":\"cam\",\"skip\":1,\"times\":1,\"delay\":\"1s\"}";
    var most = Collections.nCopies(FaultScript.FAULTS_MAX, fault);

    assertThat(SCRIPT.read(script(String.join(",", most)))).hasSize(FaultScript.FAULTS_MAX);
    var more = script(String.join(",", most) + "," + fault);
    assertThatThrownBy(() -> SCRIPT.read(more)).hasMessageContaining("has more than 1000 faults");
  }

  @Test
  void aScriptThatIsTooLongOrNotThereStopsTheStart() throws Exception {
    var longer = Files.writeString(folder.resolve("long"), " ".repeat(FaultScript.BYTES_MAX + 1));

    assertThatThrownBy(() -> SCRIPT.read(longer)).hasMessageContaining("is longer than");
    assertThatThrownBy(() -> SCRIPT.read(folder.resolve("none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot read");
  }

  @BeforeEach
  void listen() {
    log.start();
    ROOT.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    ROOT.detachAppender(log);
  }

  private String logged() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .collect(Collectors.joining("\n"));
  }

  private TestServer start(String faults) throws Exception {
    var settings = Map.of("faults", script(faults).toString());
    var started = TestServer.start(folder.resolve("data"), settings);
    server = started;
    var _ = started.call("createStream", "{\"StreamName\":\"cam\",\"DataRetentionInHours\":1}");
    return started;
  }

  private Path script(String faults) throws IOException {
    return Files.writeString(folder.resolve("faults.json"), "{\"faults\": [" + faults + "]}");
  }

  /// The octets of a body that was sent in chunks and ends too early.
  private static String withoutFraming(String chunks) {
    var body = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int end = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks, at, end, 16);
      body.append(chunks, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
    return body.toString();
  }

  private static byte[] cluster() {
    return Mkv.clusterOf(T, Mkv.frame(1, 0, true, new byte[2000]));
  }

  private static String put(TestServer kinora) throws Exception {
    try (var producer = kinora.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), cluster()));
      producer.send("0\r\n\r\n");
      return new String(producer.chunks(), ISO_8859_1);
    }
  }
}
