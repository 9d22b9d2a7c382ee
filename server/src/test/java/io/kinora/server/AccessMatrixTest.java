package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.Plane;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may call what: every operation of the table of operations with every kind of signature and
/// permission, over HTTP. Each operation has a stream of its own, two keys that may do all but it
/// and nothing but it, and shares one key that may do everything to another stream.
final class AccessMatrixTest {
  private static final SigV4 ADMIN = new SigV4("AKIDADMIN", "the admin's secret");
  private static final SigV4 OTHER_STREAM = new SigV4("AKIDOTHER", "another stream's secret");
  private static final Set<String> REFUSALS =
      Set.of("AccessDeniedException", "NotAuthorizedException");

  /// The operations that do not look at one stream.
  private static final Set<Action> ON_ACCOUNT = EnumSet.of(Action.LIST_STREAMS);

  @TempDir static Path directory;
  private static TestServer server;
  private static final Map<Action, String> ARNS = new ConcurrentHashMap<>();

  @BeforeAll
  static void startWithKeys() throws Exception {
    var keys = Files.writeString(directory.resolve("keys.json"), keysFile());
    server =
        TestServer.start(
            directory.resolve("data"), Map.of("auth", "keys", "keys", keys.toString()));
    for (var action : Action.values()) {
      ARNS.put(action, "arn:aws:kinesisvideo:us-east-1:000000000000:stream/none/0");
      if (action != Action.CREATE_STREAM) {
        var answer =
            send(
                Call.of(Action.CREATE_STREAM)
                    .with("{\"StreamName\":\"%s\"}".formatted(stream(action)))
                    .signed(ADMIN, Instant.now()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ARNS.put(action, answer.body().replaceAll(".*\"(arn:[^\"]*)\".*", "$1"));
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Action> built() throws IOException {
    var page = Files.readString(Path.of("../docs/reference/api-coverage.md"));
    return Arrays.stream(Action.values())
        .filter(action -> page.contains("| " + action.wireName() + " | built |"));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void withoutASignatureThereIsNothing(Action action) throws Exception {
    isRefusedAtTheFront(
        send(Call.of(action)), "MissingAuthenticationTokenException", "Missing Authentication");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void anUnknownKeyIsNotRecognized(Action action) throws Exception {
    var unknown = new SigV4("AKIDNOBODY", ADMIN.secret());

    isRefusedAtTheFront(
        send(Call.of(action).signed(unknown, Instant.now())),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aWrongSecretDoesNotMatch(Action action) throws Exception {
    var wrong = new SigV4(ADMIN.accessKeyId(), "guessed");

    doesNotMatch(Call.of(action).signed(wrong, Instant.now()));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void anOldSignatureHasExpired(Action action) throws Exception {
    var longAgo = Instant.now().minus(Duration.ofMinutes(6));

    isRefusedAtTheFront(
        send(Call.of(action).signed(ADMIN, longAgo)),
        "InvalidSignatureException",
        "Signature expired");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aSignatureFromTheFutureIsNotYetCurrent(Action action) throws Exception {
    var ahead = Instant.now().plus(Duration.ofMinutes(6));

    isRefusedAtTheFront(
        send(Call.of(action).signed(ADMIN, ahead)),
        "InvalidSignatureException",
        "Signature not yet current");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aSignatureHoldsForItsPathOnly(Action action) throws Exception {
    var other = action == Action.GET_CLIP ? Action.GET_MEDIA : Action.GET_CLIP;
    var signed = Call.of(other).with(Call.of(action).body()).signed(ADMIN, Instant.now());

    doesNotMatch(new Call(action.path(), signed.fields(), signed.body()));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void aSignedFieldCannotBeChanged(Action action) throws Exception {
    var signed = Call.of(action).signed(ADMIN, Instant.now());
    for (var name : signed.fields().keySet()) {
      if (!Set.of("authorization", "content-length", "x-amz-date").contains(name)) {
        var changed = new TreeMap<>(signed.fields());
        changed.merge(name, "x", String::concat);
        doesNotMatch(new Call(action.path(), changed, signed.body()));
      }
    }
  }

  /// What PutMedia sends is not signed: it has no end yet when it is let in.
  @ParameterizedTest
  @EnumSource(value = Action.class, mode = EnumSource.Mode.EXCLUDE, names = "PUT_MEDIA")
  void aSignedBodyCannotBeChanged(Action action) throws Exception {
    var signed = Call.of(action).signed(ADMIN, Instant.now());

    doesNotMatch(
        new Call(action.path(), signed.fields(), signed.body().replace("APIName", "apiName")));
  }

  @ParameterizedTest
  @MethodSource("built")
  void whoMayDoAllElseIsDeniedThis(Action action) throws Exception {
    var before = streams();

    isDenied(action, send(Call.of(action).signed(allBut(action), Instant.now())));
    assertThat(streams()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("built")
  void whoMayDoThisToAnotherStreamIsDenied(Action action) throws Exception {
    var before = streams();

    isDenied(action, send(Call.of(action).signed(OTHER_STREAM, Instant.now())));
    assertThat(streams()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("built")
  void whoMayDoOnlyThisIsLetIn(Action action) throws Exception {
    var answer = send(Call.of(action).signed(only(action), Instant.now()));

    assertThat(answer.status()).as(answer.body()).isNotIn(401, 403).isLessThan(500);
    assertThat(answer.head()).doesNotContain(REFUSALS);
    assertThat(answer.body()).doesNotContain("validation error");
  }

  @Test
  void aLinkOfAClipNeedsTheRightToGetTheClip() throws Exception {
    for (var method : new String[] {"GET", "HEAD"}) {
      assertThat(send(link(method, only(Action.GET_CLIP))).status()).isEqualTo(400);
      assertThat(send(link(method, allBut(Action.GET_CLIP))).status()).isEqualTo(401);
      assertThat(send(link(method, OTHER_STREAM)).status()).isEqualTo(401);
      var wrong = new SigV4(ADMIN.accessKeyId(), "guessed");
      assertThat(send(link(method, wrong)).status()).isEqualTo(403);
      assertThat(send("%s /getClip?StreamName=x HTTP/1.1\r\nHost: h\r\n\r\n".formatted(method)))
          .extracting(Answer::status)
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void noOtherMethodLeadsAnywhereUnsigned(Action action) throws Exception {
    for (var method : new String[] {"GET", "HEAD", "PUT", "DELETE", "PATCH"}) {
      var answer = send("%s %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(method, action.path()));
      assertThat(answer.status()).as(method).isIn(403, 404);
    }
  }

  // The requests.

  /// @param fields by names in lower case
  private record Call(String path, SortedMap<String, String> fields, String body) {
    /// A request that the operation would take, but for its signature.
    static Call of(Action action) {
      var fields = new TreeMap<String, String>();
      fields.put("host", "127.0.0.1:" + server.url().getPort());
      if (action == Action.PUT_MEDIA) {
        fields.put("x-amzn-stream-name", stream(action));
        fields.put("x-amzn-fragment-timecode-type", "ABSOLUTE");
      }
      fields.put("content-type", "application/json");
      var body = action == Action.PUT_MEDIA ? "" : json(action);
      return new Call(action.path(), fields, body);
    }

    Call with(String otherBody) {
      return new Call(path, fields, otherBody);
    }

    Call signed(SigV4 key, Instant now) {
      return new Call(path, key.header("POST", path, fields, body.getBytes(UTF_8), now), body);
    }

    String text() {
      var lines =
          fields.entrySet().stream()
              .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
              .collect(Collectors.joining());
      return "POST %s HTTP/1.1\r\n%scontent-length: %d\r\n\r\n%s"
          .formatted(path, lines, body.length(), body);
    }
  }

  /// All members that any operation requires, in one object: unknown ones are ignored. An operation
  /// that wants more fails [#whoMayDoOnlyThisIsLetIn] until it is added here.
  private static String json(Action action) {
    var tags =
        action == Action.TAG_RESOURCE ? "[{\"Key\":\"k\",\"Value\":\"v\"}]" : "{\"k\":\"v\"}";
    var byName =
        switch (action) {
          case DELETE_STREAM, TAG_RESOURCE, UNTAG_RESOURCE, LIST_TAGS_FOR_RESOURCE -> "";
          default -> "\"StreamName\":\"" + stream(action) + "\",";
        };
    var byArn =
        action == Action.CREATE_STREAM
            ? ""
            : "\"StreamARN\":\"%s\",\"ResourceARN\":\"%1$s\",".formatted(ARNS.get(action));
    return """
        {%s%s"Tags":%s,"TagKeyList":["k"],"APIName":"GET_MEDIA",
        "CurrentVersion":"version","Operation":"INCREASE_DATA_RETENTION",
        "DataRetentionChangeInHours":1,"StreamStorageConfiguration":{"DefaultStorageTier":"HOT"},
        "StartSelector":{"StartSelectorType":"NOW"},"Fragments":["1"],"FragmentNumber":"1",
        "FragmentSelector":%s,"ClipFragmentSelector":%s,"PlaybackMode":"ON_DEMAND",
        "HLSFragmentSelector":%s,"DASHFragmentSelector":%s,"ImageSelectorType":"SERVER_TIMESTAMP",
        "StartTimestamp":1,"EndTimestamp":2,"Format":"JPEG"}\
        """
        .formatted(byName, byArn, tags, SELECTOR, SELECTOR, SELECTOR, SELECTOR);
  }

  private static final String SELECTOR =
      "{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\","
          + "\"TimestampRange\":{\"StartTimestamp\":1,\"EndTimestamp\":2}}";

  private static String link(String method, SigV4 key) {
    var now = Instant.now();
    var host = "127.0.0.1:" + server.url().getPort();
    var fields = key.header("GET", "/getClip", new TreeMap<>(), new byte[0], now);
    var query =
        String.join(
            "&",
            "ClipFragmentSelector=" + encode(SELECTOR),
            "StreamName=" + stream(Action.GET_CLIP),
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=" + encode(key.accessKeyId() + "/" + key.scope(now)),
            "X-Amz-Date=" + fields.get("x-amz-date"),
            "X-Amz-Expires=60",
            "X-Amz-SignedHeaders=host");
    var signature = key.signature("GET", "/getClip", query, host, now);
    return "%s /getClip?%s&X-Amz-Signature=%s HTTP/1.1\r\nHost: %s\r\n\r\n"
        .formatted(method, query, signature, host);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  // The keys.

  private static String keysFile() {
    var perAction =
        Arrays.stream(Action.values())
            .flatMap(
                action ->
                    Stream.of(
                        key(
                            only(action),
                            "\"Action\": \"kinesisvideo:%s\"".formatted(action.wireName()),
                            ON_ACCOUNT.contains(action) ? "*" : arn(stream(action))),
                        key(
                            allBut(action),
                            "\"NotAction\": \"kinesisvideo:%s\"".formatted(action.wireName()),
                            "*")));
    var others =
        Stream.of(
            key(ADMIN, "\"Action\": \"kinesisvideo:*\"", "*"),
            key(OTHER_STREAM, "\"Action\": \"*\"", arn("other")));
    return "{\"keys\": ["
        + Stream.concat(perAction, others).collect(Collectors.joining(",\n"))
        + "]}";
  }

  private static String key(SigV4 key, String actions, String resource) {
    return """
        {"accessKeyId": "%s", "secretAccessKey": "%s", "policy": {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", %s, "Resource": "%s"}}}\
        """
        .formatted(key.accessKeyId(), key.secret(), actions, resource);
  }

  private static SigV4 only(Action action) {
    return new SigV4("AKIDONLY" + action.wireName(), "secret of only " + action);
  }

  private static SigV4 allBut(Action action) {
    return new SigV4("AKIDALLBUT" + action.wireName(), "secret of all but " + action);
  }

  private static String stream(Action action) {
    return "for-" + action.wireName();
  }

  private static String arn(String stream) {
    return "arn:aws:kinesisvideo:us-east-1:000000000000:stream/" + stream + "/*";
  }

  // The answers.

  private record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  private static Answer send(Call call) throws IOException {
    return send(call.text());
  }

  private static Answer send(String request) throws IOException {
    try (var connection = server.connect()) {
      connection.send(request.getBytes(ISO_8859_1));
      connection.endOutput();
      var all = connection.rest();
      int end = all.indexOf("\r\n\r\n");
      assertThat(end).as(all).isPositive();
      return new Answer(all.substring(0, end), all.substring(end + 4));
    }
  }

  private static String streams() throws IOException {
    return send(Call.of(Action.LIST_STREAMS).with("{}").signed(ADMIN, Instant.now())).body();
  }

  private static void doesNotMatch(Call call) throws IOException {
    isRefusedAtTheFront(
        send(call), "InvalidSignatureException", "The request signature we calculated");
  }

  private static void isRefusedAtTheFront(Answer answer, String type, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.head()).contains("x-amzn-ErrorType: " + type + "\r\n");
    assertThat(answer.body()).startsWith("{\"message\":\"" + message);
  }

  private static void isDenied(Action action, Answer answer) {
    boolean control = action.plane() == Plane.CONTROL;
    assertThat(answer.status()).as(answer.body()).isEqualTo(control ? 403 : 401);
    assertThat(answer.head())
        .contains(
            "x-amzn-ErrorType: "
                + (control ? "AccessDeniedException" : "NotAuthorizedException")
                + "\r\n");
    assertThat(answer.body())
        .startsWith("{\"Message\":\"User: arn:aws:iam::000000000000:user/AKID")
        .contains(" is not authorized to perform: " + action.policyName() + " on resource: ")
        .contains(ON_ACCOUNT.contains(action) ? ": *" : ":stream/" + stream(action) + "/");
  }
}
