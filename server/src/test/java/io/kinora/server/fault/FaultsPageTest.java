package io.kinora.server.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.Mkv;
import io.kinora.server.SigV4;
import io.kinora.server.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/faults`, over real sockets.
final class FaultsPageTest {
  private static final String CAM = "{\"StreamName\":\"cam\"}";
  private static final String LIMITED =
      """
      {"faults": [{"operation": "DescribeStream", "error": "ClientLimitExceededException",
                   "times": 2}]}
      """;
  private static final String NONE = "{\"faults\":[]}";

  private static final Pattern HAPPENED = Pattern.compile("\"happened\":(\\d+)");

  @TempDir private Path folder;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void itIsNotThereUnlessItWasAskedFor(String method) throws Exception {
    start(Map.of());

    assertThat(send(method, LIMITED).statusCode()).isEqualTo(404);
    assertThat(describe()).isEqualTo(200);
  }

  @Test
  void aScriptIsPutToldAndTakenAwayWithoutARestart() throws Exception {
    start(Map.of("faults.endpoint", "true"));
    assertThat(send("GET", "").body()).isEqualTo(NONE);

    var put = send("PUT", LIMITED);

    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body())
        .isEqualTo(
            "{\"faults\":[{\"operation\":\"DescribeStream\","
                + "\"error\":\"ClientLimitExceededException\",\"times\":2,\"happened\":0}]}");
    assertThat(describe()).isEqualTo(400);
    assertThat(send("GET", "").body()).contains("\"happened\":1}");
    assertThat(send("DELETE", "").body()).isEqualTo(NONE);
    assertThat(describe()).isEqualTo(200);
  }

  @Test
  void whatIsPutTakesThePlaceOfTheFileAndCountsAnew() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("faults.json"),
            "{\"faults\": [{\"operation\": \"ListTagsForStream\", \"error\":"
                + " \"InternalFailure\"}]}");
    start(Map.of("faults.endpoint", "true", "faults", file.toString()));
    assertThat(server.call("listTagsForStream", CAM).statusCode()).isEqualTo(500);

    for (int i = 0; i < 2; i++) {
      assertThat(send("PUT", LIMITED).statusCode()).isEqualTo(200);

      assertThat(server.call("listTagsForStream", CAM).statusCode()).isEqualTo(200);
      assertThat(describe()).isEqualTo(400);
      assertThat(describe()).isEqualTo(400);
      assertThat(describe()).isEqualTo(200);
      assertThat(send("GET", "").body()).contains("\"happened\":2}");
    }
  }

  @Test
  void anAnswerThatWasTooShortToBeCutIsNoFailureThatOccurred() throws Exception {
    start(Map.of("faults.endpoint", "true"));
    var _ = send("PUT", "{\"faults\": [{\"cutAnswerAfter\": \"256KiB\", \"times\": 1}]}");

    assertThat(describe()).isEqualTo(200);
    assertThat(send("GET", "").body()).contains("\"happened\":0}");

    var _ = send("PUT", "{\"faults\": [{\"cutAnswerAfter\": \"5\", \"times\": 1}]}");
    assertThatThrownBy(this::describe).isInstanceOf(IOException.class);
    assertThat(send("GET", "").body()).contains("\"happened\":1}");
    assertThat(describe()).isEqualTo(200);
  }

  @Test
  void anUploadThatEndedBeforeItWasSpoiltIsNoFailureThatOccurred() throws Exception {
    start(Map.of("faults.endpoint", "true"));
    server.createStream("brief", 0);
    var _ =
        send(
            "PUT",
            """
            {"faults": [{"cutUploadAfter": "1MiB"}, {"ackError": 5000, "after": "1h"},
                        {"persisted": "drop"}]}
            """);

    upload("brief");
    assertThat(happened()).containsExactly("0", "0", "0");
    upload("cam");
    assertThat(happened()).containsExactly("0", "0", "1");

    var _ = send("PUT", "{\"faults\": [{\"cutUploadAfter\": \"10\"}]}");
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.header(1));
      assertThat(producer.isAtEnd()).isTrue();
    }
    assertThat(happened()).containsExactly("1");
  }

  @Test
  void aScriptThatIsWrongLeavesTheOneBeforeInPlace() throws Exception {
    start(Map.of("faults.endpoint", "true", "http.max-body-size", "2MiB"));
    assertThat(send("PUT", LIMITED).statusCode()).isEqualTo(200);

    refused(
        "{\"faults\": [{\"operation\": \"GetMedia\", \"ackError\": 4000}]}",
        "the script: fault 1: ackError happens to PutMedia only, never to GetMedia");
    refused("{", "the script: is no JSON: ");
    refused("", "the script: must be one JSON object with faults, a list");
    refused(
        LIMITED + " ".repeat(FaultScript.BYTES_MAX), "the script: is longer than 1048576 octets");

    assertThat(describe()).isEqualTo(400);
    assertThat(send("POST", NONE).statusCode()).isEqualTo(404);
    assertThat(describe()).isEqualTo(400);
  }

  @Test
  void withKeysItNeedsASignatureAndARightOfItsOwn() throws Exception {
    var tester = new SigV4("AKIDTESTER", "the tester's secret");
    var reader = new SigV4("AKIDREADER", "the reader's secret");
    var keys =
        "{\"keys\": [%s, %s]}"
            .formatted(
                key(tester, "\"kinesisvideo:RehearseFaults\""),
                key(
                    reader,
                    "[\"kinesisvideo:Describe*\", \"kinesisvideo:Get*\", \"kinesisvideo:List*\","
                        + " \"kinesisvideo:Put*\", \"kinesisvideo:Update*\"]"));
    var file = Files.writeString(folder.resolve("keys.json"), keys);
    start(Map.of("faults.endpoint", "true", "auth", "keys", "keys", file.toString()));

    for (var method : new String[] {"GET", "PUT", "DELETE"}) {
      assertThat(type(send(method, LIMITED))).isEqualTo("MissingAuthenticationTokenException");
      assertThat(type(signed(new SigV4(tester.accessKeyId(), "guessed"), method, LIMITED)))
          .isEqualTo("InvalidSignatureException");
      var denied = signed(reader, method, LIMITED);
      assertThat(denied.statusCode()).isEqualTo(403);
      assertThat(type(denied)).isEqualTo("AccessDeniedException");
      assertThat(denied.body())
          .contains("user/AKIDREADER is not authorized to perform: kinesisvideo:RehearseFaults");
      assertThat(signed(tester, "GET", "").body()).isEqualTo(NONE);
    }
    assertThat(signed(tester, "PUT", LIMITED).body()).contains("\"happened\":0");
    assertThat(signed(tester, "DELETE", "").body()).isEqualTo(NONE);
  }

  @Test
  void noScriptIsPutByAPresignedUrlForItsSignatureDoesNotCoverTheBody() throws Exception {
    var tester = new SigV4("AKIDTESTER", "the tester's secret");
    var keys = "{\"keys\": [%s]}".formatted(key(tester, "\"kinesisvideo:RehearseFaults\""));
    var file = Files.writeString(folder.resolve("keys.json"), keys);
    start(Map.of("faults.endpoint", "true", "auth", "keys", "keys", file.toString()));

    var put = client.send(presigned(tester, "PUT", LIMITED), BodyHandlers.ofString());

    assertThat(put.statusCode()).isEqualTo(400);
    assertThat(type(put)).isEqualTo("InvalidArgumentException");
    assertThat(put.body()).contains("A script cannot be put by a pre-signed URL");
    assertThat(client.send(presigned(tester, "GET", ""), BodyHandlers.ofString()).body())
        .isEqualTo(NONE);
  }

  @Test
  void noPageOfAnotherOriginMayChangeIt() throws Exception {
    start(Map.of("faults.endpoint", "true"));

    var preflight = send("OPTIONS", "");

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET, HEAD, POST, OPTIONS");
  }

  private void refused(String script, String message) throws Exception {
    var answer = send("PUT", script);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("InvalidArgumentException");
    assertThat(answer.body()).startsWith("{\"Message\":\"" + message);
  }

  private void start(Map<String, String> settings) throws Exception {
    server = TestServer.start(folder.resolve("data"), settings);
    var _ = server.call("createStream", "{\"StreamName\":\"cam\",\"DataRetentionInHours\":1}");
  }

  private void upload(String stream) throws Exception {
    try (var producer = server.putMedia(stream)) {
      var frame = Mkv.frame(1, 0, true, new byte[2000]);
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.clusterOf(1_700_000_000_000L, frame)));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), UTF_8)).contains("RECEIVED");
    }
  }

  /// How often each fault of the script in force has happened.
  private List<String> happened() throws Exception {
    return HAPPENED.matcher(send("GET", "").body()).results().map(each -> each.group(1)).toList();
  }

  private int describe() throws Exception {
    return server.call("describeStream", CAM).statusCode();
  }

  private HttpResponse<String> send(String method, String body) throws Exception {
    return client.send(request(method, body).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> signed(SigV4 key, String method, String body) throws Exception {
    var fields = new TreeMap<String, String>();
    fields.put("host", "127.0.0.1:" + server.url().getPort());
    var head = key.header(method, "/faults", fields, body.getBytes(UTF_8), Instant.now());
    head.remove("host");
    var request = request(method, body);
    head.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest presigned(SigV4 key, String method, String body) {
    var fields = new TreeMap<>(Map.of("host", "127.0.0.1:" + server.url().getPort()));
    var query = key.presigned(method, "/faults", new TreeMap<>(), fields, Instant.now(), 60);
    return HttpRequest.newBuilder(server.url().resolve("/faults?" + SigV4.query(query)))
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(String method, String body) {
    return HttpRequest.newBuilder(server.url().resolve("/faults"))
        .method(method, BodyPublishers.ofString(body));
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-amzn-ErrorType").orElseThrow();
  }

  private static String key(SigV4 key, String actions) {
    return """
    {"accessKeyId": "%s", "secretAccessKey": "%s", "policy": {"Version": "2012-10-17",
     "Statement": {"Effect": "Allow", "Action": %s, "Resource": "*"}}}\
    """
        .formatted(key.accessKeyId(), key.secret(), actions);
  }
}
