package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.ServerSecret;
import io.kinora.server.SigV4;
import io.kinora.server.TestServer;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.TemporaryCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Temporary credentials, from the command that issues them to the server that knows them.
final class CredentialsCommandTest {
  private static final String SELECTOR =
      "{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\","
          + "\"TimestampRange\":{\"StartTimestamp\":1,\"EndTimestamp\":2}}";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestServer server;

  @BeforeEach
  void startWithKeys() throws IOException {
    write("AKIDWALL");
    server =
        TestServer.start(
            folder.resolve("data"),
            Map.of("auth", "keys", "keys", folder.resolve("keys.json").toString()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatItPrintsOpensTheServerInTheHeaderAndInALink() throws Exception {
    var credentials = issue();

    assertThat(call("/listStreams", "{}", credentials)).startsWith("HTTP/1.1 200 ");
    assertThat(
            call(
                "/getMedia", body("StartSelector", "{\"StartSelectorType\":\"NOW\"}"), credentials))
        .startsWith("HTTP/1.1 404 ");
    assertThat(send(link(credentials))).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void asTextItIsForAShell() {
    run("--key=AKIDWALL");

    assertThat(out.toString())
        .matches(
            "export AWS_ACCESS_KEY_ID=ASIA[A-Z2-7]{16}\\R"
                + "export AWS_SECRET_ACCESS_KEY=[A-Za-z0-9+/]{43}\\R"
                + "export AWS_SESSION_TOKEN=[A-Za-z0-9_-]+\\R"
                + "# until \\S+Z\\R");
  }

  @Test
  void aPolicyNarrowsWhatTheKeyMay() throws Exception {
    var policy =
        Files.writeString(
            folder.resolve("policy.json"),
            """
            {"Version": "2012-10-17", "Statement":
              {"Effect": "Allow", "Action": "kinesisvideo:ListStreams", "Resource": "*"}}\
            """);
    var credentials = issue("--policy=" + policy);

    assertThat(call("/listStreams", "{}", credentials)).startsWith("HTTP/1.1 200 ");
    assertThat(
            call(
                "/getMedia", body("StartSelector", "{\"StartSelectorType\":\"NOW\"}"), credentials))
        .startsWith("HTTP/1.1 401 ")
        .contains("x-amzn-ErrorType: NotAuthorizedException");
  }

  @Test
  void theyMayNoMoreThanTheirKey() throws Exception {
    assertThat(call("/createStream", "{\"StreamName\":\"cam\"}", issue()))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: AccessDeniedException");
  }

  @Test
  void aSecretThatIsALinkIsNotFollowed() throws Exception {
    var secret = folder.resolve("data/server.secret");
    Files.createSymbolicLink(secret, Files.move(secret, folder.resolve("elsewhere")));

    assertThat(run("--key=AKIDWALL")).isEqualTo(ExitCode.MISTAKE);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .endsWith(
            secret + ": it is a symbolic link, which is not followed" + System.lineSeparator());
  }

  @Test
  void whatHasExpiredIsToldSo() throws Exception {
    var secret = ServerSecret.existing(folder.resolve("data")).orElseThrow();
    var issued =
        new TemporaryCredentials(secret)
            .issue(
                KeyRing.read(folder.resolve("keys.json")),
                "AKIDWALL",
                Instant.now().minusSeconds(1),
                Optional.empty());
    var expired = new Credentials(issued.accessKeyId(), issued.secret(), issued.sessionToken());
    for (var answer : List.of(call("/listStreams", "{}", expired), send(link(expired)))) {
      assertThat(answer)
          .startsWith("HTTP/1.1 403 ")
          .contains("x-amzn-ErrorType: ExpiredTokenException")
          .endsWith("{\"message\":\"The security token included in the request is expired\"}");
    }
  }

  @Test
  void withoutItsTokenOrWithAnotherTheKeyIsNotKnown() throws Exception {
    var one = issue();
    var other = issue();
    for (var token : List.of(other.token(), one.token() + "A", "tok")) {
      assertNotKnown(call("/listStreams", "{}", new Credentials(one.id(), one.secret(), token)));
    }
    var withoutToken = new SigV4(one.id(), one.secret());
    assertNotKnown(send(post("/listStreams", "{}", withoutToken, new TreeMap<>())));
  }

  @Test
  void theSecretOfAnotherDoesNotMatch() throws Exception {
    var one = issue();

    assertThat(call("/listStreams", "{}", new Credentials(one.id(), issue().secret(), one.token())))
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: InvalidSignatureException");
  }

  @Test
  void theyEndWhenTheirKeyIsTakenOutOfTheFileWithoutARestart() throws Exception {
    var credentials = issue();
    assertThat(call("/listStreams", "{}", credentials)).startsWith("HTTP/1.1 200 ");

    write("AKIDOTHER");

    var deadline = Instant.now().plus(Duration.ofSeconds(20));
    var answer = call("/listStreams", "{}", credentials);
    while (answer.startsWith("HTTP/1.1 200 ") && Instant.now().isBefore(deadline)) {
      answer = call("/listStreams", "{}", credentials);
    }
    assertNotKnown(answer);
    var replaced = new SigV4("AKIDOTHER", "the wall's secret");
    assertThat(send(post("/listStreams", "{}", replaced, new TreeMap<>())))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void mistakesAreOneLine() {
    assertMistake("there is no key AKIDNOBODY in the keys file", "--key=AKIDNOBODY");
    assertMistake("must be from 1s to 36h, not \"37h\"", "--key=AKIDWALL", "--duration=37h");
    assertMistake("must be from 1s to 36h, not \"0\"", "--key=AKIDWALL", "--duration=0");
    assertMistake("must be from 1s to 36h, not \"soon\"", "--key=AKIDWALL", "--duration=soon");
    assertMistake("cannot read the policy", "--key=AKIDWALL", "--policy=" + folder.resolve("none"));
    assertMistake(
        "is no data directory of a server", "--key=AKIDWALL", "--data=" + folder.resolve("none"));
    assertMistake("credentials needs --key=ID");
  }

  // The command.

  private record Credentials(String id, String secret, String token) {}

  private Credentials issue(String... more) {
    var arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--key=AKIDWALL", "--duration=10m", "--output=json"));
    out.getBuffer().setLength(0);
    assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isEqualTo(ExitCode.DONE);
    var json = JsonMapper.shared().readTree(out.toString());
    assertThat(json.get("Version").intValue()).isEqualTo(1);
    assertThat(Instant.parse(json.get("Expiration").stringValue()))
        .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(600));
    return new Credentials(
        json.get("AccessKeyId").stringValue(),
        json.get("SecretAccessKey").stringValue(),
        json.get("SessionToken").stringValue());
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of("credentials"));
    if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--data="))) {
      all.add("--data=" + folder.resolve("data"));
    }
    all.add("--keys=" + folder.resolve("keys.json"));
    all.addAll(List.of(arguments));
    return Main.run(all, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private void assertMistake(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).startsWith("kinora: ").contains(message).hasLineCount(1);
  }

  private void write(String id) throws IOException {
    Files.writeString(
        folder.resolve("keys.json"),
        """
        {"keys": [{"accessKeyId": "%s", "secretAccessKey": "the wall's secret", "policy":
          {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
           "Action": ["kinesisvideo:Get*", "kinesisvideo:List*"]}}}]}\
        """
            .formatted(id));
  }

  // The requests.

  private static String body(String member, String json) {
    return "{\"StreamName\":\"none\",\"%s\":%s}".formatted(member, json);
  }

  private String call(String path, String body, Credentials credentials) throws IOException {
    var fields = new TreeMap<String, String>();
    fields.put("x-amz-security-token", credentials.token());
    return send(post(path, body, new SigV4(credentials.id(), credentials.secret()), fields));
  }

  private String post(String path, String body, SigV4 key, SortedMap<String, String> fields) {
    fields.put("host", host());
    var head = new StringBuilder("POST %s HTTP/1.1\r\n".formatted(path));
    key.header("POST", path, fields, body.getBytes(UTF_8), Instant.now())
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head + "content-length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  private String link(Credentials credentials) {
    var now = Instant.now();
    var key = new SigV4(credentials.id(), credentials.secret());
    var date = key.header("GET", "/", new TreeMap<>(), new byte[0], now).get("x-amz-date");
    var query =
        String.join(
            "&",
            "ClipFragmentSelector=" + URLEncoder.encode(SELECTOR, UTF_8),
            "StreamName=none",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential="
                + URLEncoder.encode(key.accessKeyId() + "/" + key.scope(now), UTF_8),
            "X-Amz-Date=" + date,
            "X-Amz-Expires=60",
            "X-Amz-Security-Token=" + credentials.token(),
            "X-Amz-SignedHeaders=host");
    return "GET /getClip?%s&X-Amz-Signature=%s HTTP/1.1\r\nHost: %s\r\n\r\n"
        .formatted(query, key.signature("GET", "/getClip", query, host(), now), host());
  }

  private String host() {
    return "127.0.0.1:" + server.url().getPort();
  }

  private String send(String request) throws IOException {
    try (var connection = server.connect()) {
      connection.send(request.getBytes(ISO_8859_1));
      connection.endOutput();
      return connection.rest();
    }
  }

  private static void assertNotKnown(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 403 ")
        .contains("x-amzn-ErrorType: UnrecognizedClientException")
        .endsWith("{\"message\":\"The security token included in the request is invalid.\"}");
  }
}
