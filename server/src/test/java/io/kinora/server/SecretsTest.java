package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.kinora.server.AccessCall.Form;
import io.kinora.server.api.Action;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.TemporaryCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What is secret stays where it belongs: not in logs, not in answers, and on the disk for the
/// server's own user only.
final class SecretsTest {
  private static final SigV4 KEY = new SigV4("AKIDPORCH", "wJalrXUtnFEMIsecretOfThePorch");
  private static final Pattern SESSION =
      Pattern.compile("\"(?:HLS|DASH)StreamingSessionURL\":\"http://[^/]*(/[^\"]*)\"");

  @TempDir Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private Level level = Level.INFO;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    log.start();
    root.addAppender(log);
    level = root.getLevel();
    root.setLevel(Level.TRACE);
    var keys = Files.writeString(folder.resolve("keys.json"), keysFile(KEY.secret()));
    server =
        TestServer.start(folder.resolve("data"), Map.of("auth", "keys", "keys", keys.toString()));
  }

  @AfterEach
  void stop() {
    server.close();
    root.detachAppender(log);
    root.setLevel(level);
  }

  /// What a run of every operation, with real footage and real sessions, says to others.
  @Test
  void noLogAndNoAnswerHoldsASecret() throws Exception {
    var streams = new AccessStreams(server, KEY);
    var secret = ServerSecret.existing(folder.resolve("data")).orElseThrow();
    var temporary = temporary(secret, 600);
    var expired = temporary(secret, -9);

    var answers = new StringBuilder();
    for (var action : Action.values()) {
      var name = "of-" + action.wireName();
      var stream =
          action == Action.CREATE_STREAM ? AccessStreams.unborn(name) : streams.create(name);
      var wish = streams.wish(action, stream);
      for (var form : Form.values()) {
        var wrong = new SigV4(KEY.accessKeyId(), "guessed-" + KEY.secret());
        answers.append(send(wish.signed(form, wrong, Instant.now()).octets()));
        answers.append(send(wish.signed(form, KEY, Instant.now()).octets()));
      }
      for (var each : List.of(temporary, expired)) {
        var key = new SigV4(each.accessKeyId(), each.secret());
        answers.append(post(action.path(), "{}", key, Optional.of(each.sessionToken())));
      }
    }
    var sessions = SESSION.matcher(answers).results().map(found -> found.group(1)).toList();
    assertThat(sessions).hasSize(4);
    var tokens = sessions.stream().map(url -> url.replaceFirst(".*SessionToken=", "")).toList();
    var pages = new StringBuilder();
    for (var url : sessions) {
      pages.append(play(url));
    }
    for (var page : List.of("/", "/healthz", "/metrics", "/hls/v1/", "/dash/v1/", "/none")) {
      pages.append(get(page));
    }
    var metrics = get("/metrics");
    server.close();

    var logged = logged();
    assertThat(answers)
        .contains("HTTP/1.1 200", "PERSISTED", "InvalidSignatureException", "ExpiredToken");
    assertThat(pages).contains("#EXTM3U", "<MPD", "ftyp", "HTTP/1.1 403", "kinora_");
    assertThat(logged).contains("keys.json");
    for (var hidden :
        List.of(
            KEY.secret(),
            temporary.secret(),
            temporary.sessionToken(),
            expired.secret(),
            expired.sessionToken(),
            new String(secret, ISO_8859_1),
            HexFormat.of().formatHex(secret),
            Base64.getEncoder().encodeToString(secret))) {
      assertThat(answers + logged + pages).doesNotContain(hidden);
    }
    // Who asked for a session is told its token, and the player in its playlists; nobody else is.
    assertThat(logged + metrics).doesNotContain(tokens);
  }

  @Test
  void neitherALogNorAFailedStartHoldsTheKeyOfTheAuthority() throws Exception {
    var data = folder.resolve("with-tls");
    TestServer.start(data, Map.of("tls", "auto")).close();
    var file = data.resolve("tls/ca.key");
    var secret = Files.readAllLines(file).get(1);
    Files.writeString(file, "!", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> TestServer.start(data, Map.of("tls", "auto")))
        .hasMessageContaining("ca.key")
        .satisfies(
            failure ->
                assertThat(ThrowableProxyUtil.asString(new ThrowableProxy(failure)))
                    .contains("IllegalArgumentException")
                    .doesNotContain(secret));
    assertThat(logged()).contains("clients must trust").doesNotContain(secret);
  }

  @Test
  void theDataDirectoryIsForItsOwnerOnly() throws Exception {
    var data = folder.resolve("data");

    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(permissions(data.resolve("server.secret"))).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../cam",
        "..%2fcam",
        "cam/../../keys",
        "/etc/passwd",
        "cam\\u0000",
        "cam\\\\..",
        "..\\u002f..\\u002fkeys.json",
      })
  void noNameOfAStreamLeadsOutOfTheDataDirectory(String name) throws Exception {
    var before = files();
    for (var action : List.of("/createStream", "/describeStream", "/listFragments")) {
      assertThat(post(action, "{\"StreamName\":\"%s\"}".formatted(name), KEY, Optional.empty()))
          .startsWith("HTTP/1.1 400 ")
          .contains("InvalidArgumentException");
    }
    var arn = "arn:aws:kinesisvideo:us-east-1:000000000000:stream/" + name + "/1";
    assertThat(
            post("/deleteStream", "{\"StreamARN\":\"%s\"}".formatted(arn), KEY, Optional.empty()))
        .startsWith("HTTP/1.1 400 ");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aNameThatIsOnlyDotsIsANameAndNoPath() throws Exception {
    assertThat(post("/createStream", "{\"StreamName\":\"..\"}", KEY, Optional.empty()))
        .startsWith("HTTP/1.1 200 ");
    assertThat(files()).allMatch(path -> path.startsWith(folder));
    assertThat(Files.exists(folder.resolve("log"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../keys.json",
        "/console/../../keys.json",
        "/console/..%2f..%2fkeys.json",
        "/console/%2e%2e/server.secret",
        "//server.secret",
      })
  void noPathLeadsToAFileOfTheServer(String path) throws Exception {
    assertThat(send("GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path)))
        .startsWith("HTTP/1.1 404 ");
  }

  private TemporaryCredentials.Issued temporary(byte[] secret, int seconds) throws IOException {
    try (var ring = KeyRing.read(folder.resolve("keys.json"))) {
      return new TemporaryCredentials(secret)
          .issue(ring, KEY.accessKeyId(), Instant.now().plusSeconds(seconds), Optional.empty());
    }
  }

  /// What a player gets of a session, and what one gets who changed its URL.
  private String play(String url) throws IOException {
    var parts = new StringBuilder(get(url));
    for (var name : List.of("getHLSMediaPlaylist.m3u8", "getMP4InitFragment.mp4")) {
      var part = url.replaceFirst("/get[^?]*", "/" + name) + "&TrackNumber=1";
      parts.append(get(part)).append(get(part.replaceFirst("SessionToken=.", "$0x")));
    }
    return parts.toString();
  }

  private String get(String path) throws IOException {
    return send("GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path));
  }

  private String logged() {
    return log.list.stream()
        .map(
            event ->
                event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy())))
        .collect(Collectors.joining("\n"));
  }

  private List<Path> files() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String keysFile(String secret) {
    return "{\"keys\": [{\"accessKeyId\": \"%s\", \"secretAccessKey\": \"%s\"}]}"
        .formatted(KEY.accessKeyId(), secret);
  }

  private String post(String path, String body, SigV4 key, Optional<String> token)
      throws IOException {
    var fields = new TreeMap<String, String>();
    fields.put("host", "127.0.0.1:" + server.url().getPort());
    token.ifPresent(text -> fields.put("x-amz-security-token", text));
    var octets = body.getBytes(UTF_8);
    var head = new StringBuilder("POST %s HTTP/1.1\r\n".formatted(path));
    key.header("POST", path, fields, octets, Instant.now())
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return send(head + "content-length: %d\r\n\r\n%s".formatted(octets.length, body));
  }

  private String send(String request) throws IOException {
    return send(request.getBytes(ISO_8859_1));
  }

  private String send(byte[] request) throws IOException {
    try (var connection = server.connect()) {
      connection.send(request);
      connection.endOutput();
      return connection.rest();
    }
  }
}
