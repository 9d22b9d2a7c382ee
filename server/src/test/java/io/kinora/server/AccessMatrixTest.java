package io.kinora.server;

import static io.kinora.server.AccessKeys.ADMIN;
import static io.kinora.server.AccessKeys.OTHER_STREAM;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.AccessCall.Form;
import io.kinora.server.AccessCall.Wish;
import io.kinora.server.api.Action;
import io.kinora.server.api.Plane;
import io.kinora.server.image.ScriptedDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may call what: every operation of the table of operations, signed in the header and in the
/// query, with every kind of signature and permission, over HTTP. Each request would succeed with
/// the right to it, and does so in the end. Each operation has a stream of its own, with footage;
/// where one that changes streams was denied, settings, tags and fragments are looked at.
///
/// Operations that are not built are in it too: the right to them is one to everything, and who has
/// it is told that they are not built ([io.kinora.server.api.Dispatcher]).
final class AccessMatrixTest {
  /// The operations that change a stream.
  private static final Set<Action> CHANGES =
      EnumSet.of(
          Action.CREATE_STREAM,
          Action.UPDATE_STREAM,
          Action.UPDATE_DATA_RETENTION,
          Action.DELETE_STREAM,
          Action.TAG_STREAM,
          Action.UNTAG_STREAM,
          Action.TAG_RESOURCE,
          Action.UNTAG_RESOURCE,
          Action.UPDATE_STREAM_STORAGE_CONFIGURATION,
          Action.UPDATE_IMAGE_GENERATION_CONFIGURATION,
          Action.UPDATE_NOTIFICATION_CONFIGURATION,
          Action.PUT_MEDIA);

  private static final Set<Action> NOT_BUILT = notBuilt();

  @TempDir static Path directory;
  private static TestServer server;
  private static AccessStreams streams;

  /// The streams that nobody changes, and what they are like.
  private static final Map<Action, AccessStreams.Stream> GUARDED = new EnumMap<>(Action.class);

  private static final Map<Action, String> STATES = new EnumMap<>(Action.class);

  @BeforeAll
  static void startWithKeys() throws Exception {
    var keys = directory.resolve("keys.json");
    Files.writeString(keys, AccessKeys.file(AccessMatrixTest::isOnEverything));
    var decoder =
        ScriptedDecoder.install(directory.resolve("decoder"), ScriptedDecoder.Script.ANSWERS);
    var settings =
        Map.of("auth", "keys", "keys", keys.toString(), "image.decoder", decoder.toString());
    server = TestServer.start(directory.resolve("data"), settings);
    streams = new AccessStreams(server, ADMIN);
    for (var action : Action.values()) {
      var stream = fresh(action, "guarded");
      GUARDED.put(action, stream);
      STATES.put(action, streams.state(stream));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> rows() {
    return Arrays.stream(Action.values())
        .flatMap(action -> Arrays.stream(Form.values()).map(form -> Arguments.of(action, form)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void withoutASignatureThereIsNothing(Action action, Form form) throws Exception {
    isRefusedAtTheFront(
        send(wish(action).unsigned(form)),
        "MissingAuthenticationTokenException",
        "Missing Authentication");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anUnknownKeyIsNotRecognized(Action action, Form form) throws Exception {
    var unknown = new SigV4("AKIDNOBODY", ADMIN.secret());

    isRefusedAtTheFront(
        send(wish(action).signed(form, unknown, Instant.now())),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aWrongSecretDoesNotMatch(Action action, Form form) throws Exception {
    var wrong = new SigV4(ADMIN.accessKeyId(), "guessed");

    doesNotMatch(wish(action).signed(form, wrong, Instant.now()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anOldSignatureHasExpired(Action action, Form form) throws Exception {
    var longAgo = Instant.now().minus(Duration.ofMinutes(6));

    isRefusedAtTheFront(
        send(wish(action).signed(form, ADMIN, longAgo)),
        "InvalidSignatureException",
        "Signature expired");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSignatureFromTheFutureIsNotYetCurrent(Action action, Form form) throws Exception {
    var ahead = Instant.now().plus(Duration.ofMinutes(6));

    isRefusedAtTheFront(
        send(wish(action).signed(form, ADMIN, ahead)),
        "InvalidSignatureException",
        "Signature not yet current");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSignatureHoldsForItsPathOnly(Action action, Form form) throws Exception {
    var other = action == Action.GET_CLIP ? Action.GET_MEDIA : Action.GET_CLIP;

    doesNotMatch(wish(action).signed(form, ADMIN, Instant.now(), other.path()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSignedFieldCannotBeChanged(Action action, Form form) throws Exception {
    var signed = wish(action).signed(form, ADMIN, Instant.now());
    for (var name : wish(action).fields().keySet()) {
      doesNotMatch(signed.withField(name, value -> value + "x"));
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void noParameterOfASignedQueryCanBeChangedOrAdded(Action action) throws Exception {
    var signed = wish(action).signed(Form.QUERY, ADMIN, Instant.now());
    for (var name : wish(action).members().keySet()) {
      doesNotMatch(signed.withParameter(name, value -> value + "x"));
    }
    doesNotMatch(signed.withParameter("MaxResults", _ -> "1"));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void whatASignatureSaysOfItselfCannotBeChanged(Action action) throws Exception {
    var header = wish(action).signed(Form.HEADER, ADMIN, Instant.now());
    doesNotMatch(header.withField("x-amz-date", AccessMatrixTest::anotherSecond));
    doesNotMatch(header.withField("authorization", AccessMatrixTest::anotherKey));
    doesNotMatch(header.withField("authorization", AccessMatrixTest::anotherRegion));
    doesNotMatch(header.withField("authorization", AccessMatrixTest::fewerFields));

    var query = wish(action).signed(Form.QUERY, ADMIN, Instant.now());
    doesNotMatch(query.withParameter("X-Amz-Date", AccessMatrixTest::anotherSecond));
    doesNotMatch(query.withParameter("X-Amz-Expires", _ -> "604800"));
    doesNotMatch(query.withParameter("X-Amz-Credential", AccessMatrixTest::anotherKey));
    doesNotMatch(query.withParameter("X-Amz-Credential", AccessMatrixTest::anotherRegion));
    doesNotMatch(query.withParameter("X-Amz-SignedHeaders", AccessMatrixTest::fewerFields));
  }

  private static String anotherSecond(String time) {
    int end = time.length() - 2;
    return time.substring(0, end) + (char) ('0' + (time.charAt(end) - '0' + 1) % 10) + "Z";
  }

  private static String anotherKey(String credential) {
    return credential.replace(ADMIN.accessKeyId(), OTHER_STREAM.accessKeyId());
  }

  private static String anotherRegion(String credential) {
    return credential.replace("us-east-1", "us-east-2");
  }

  private static String fewerFields(String names) {
    return names.replace("content-type;", "");
  }

  /// What PutMedia sends is not signed: it has no end yet when it is let in.
  @ParameterizedTest
  @EnumSource(value = Action.class, mode = EnumSource.Mode.EXCLUDE, names = "PUT_MEDIA")
  void aSignedBodyCannotBeChanged(Action action) throws Exception {
    doesNotMatch(wish(action).signed(Form.HEADER, ADMIN, Instant.now()).withBody("{ }"));
  }

  /// Clients that sign members in the query send them once more in the body, which is not signed.
  @ParameterizedTest
  @EnumSource(value = Action.class, mode = EnumSource.Mode.EXCLUDE, names = "PUT_MEDIA")
  void aBodyBehindASignedQueryAsksForNothingElse(Action action) throws Exception {
    var signed = wish(action).signed(Form.QUERY, OTHER_STREAM, Instant.now());

    isDenied(action, signed.withBody("{\"StreamName\": \"other\"}"), OTHER_STREAM);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whoMayDoAllElseIsDeniedThis(Action action, Form form) throws Exception {
    isDenied(action, form, AccessKeys.allBut(action));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whoMayDoEverythingAndIsForbiddenThisIsDenied(Action action, Form form) throws Exception {
    isDenied(action, form, AccessKeys.forbidden(action));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whoMayDoThisToAnotherStreamIsDenied(Action action, Form form) throws Exception {
    isDenied(action, form, OTHER_STREAM);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whoMayDoOnlyThisDoesIt(Action action, Form form) throws Exception {
    boolean changes = CHANGES.contains(action);
    var stream = changes ? fresh(action, form.name()) : guarded(action);
    var before = changes ? streams.state(stream) : STATES.get(action);

    var wish = streams.wish(action, stream);
    var answer = send(wish.signed(form, AccessKeys.only(action), Instant.now()));

    assertThat(answer.status()).as(answer.body()).isEqualTo(NOT_BUILT.contains(action) ? 400 : 200);
    assertThat(answer.body()).contains(AccessStreams.proof(action, stream));
    // So that the same look would show what somebody did who is denied it.
    assertThat(!streams.state(stream).equals(before)).isEqualTo(changes);
  }

  @Test
  void aLinkOfAClipNeedsTheRightToGetTheClip() throws Exception {
    for (var method : new String[] {"GET", "HEAD"}) {
      assertThat(send(link(method, AccessKeys.only(Action.GET_CLIP))).status()).isEqualTo(200);
      assertThat(send(link(method, AccessKeys.allBut(Action.GET_CLIP))).status()).isEqualTo(401);
      assertThat(send(link(method, AccessKeys.forbidden(Action.GET_CLIP))).status()).isEqualTo(401);
      assertThat(send(link(method, OTHER_STREAM)).status()).isEqualTo(401);
      var wrong = new SigV4(ADMIN.accessKeyId(), "guessed");
      assertThat(send(link(method, wrong)).status()).isEqualTo(403);
      assertThat(send("%s /getClip?StreamName=x HTTP/1.1\r\nHost: h\r\n\r\n".formatted(method)))
          .extracting(AccessAnswer::status)
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

  private static Set<Action> notBuilt() {
    try {
      var page = Files.readString(Path.of("../docs/reference/api-coverage.md"));
      return Arrays.stream(Action.values())
          .filter(action -> page.contains("| " + action.wireName() + " | not built |"))
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isOnEverything(Action action) {
    return action == Action.LIST_STREAMS || NOT_BUILT.contains(action);
  }

  private static AccessStreams.Stream fresh(Action action, String purpose) throws IOException {
    var name = action.wireName() + "-" + purpose;
    return action == Action.CREATE_STREAM ? AccessStreams.unborn(name) : streams.create(name);
  }

  private static AccessStreams.Stream guarded(Action action) {
    return Objects.requireNonNull(GUARDED.get(action));
  }

  private static Wish wish(Action action) {
    return streams.wish(action, guarded(action));
  }

  private static String link(String method, SigV4 key) {
    var now = Instant.now();
    var host = "127.0.0.1:" + server.url().getPort();
    var fields = key.header("GET", "/getClip", new TreeMap<>(), new byte[0], now);
    var query =
        String.join(
            "&",
            "ClipFragmentSelector=" + encode(AccessStreams.SELECTOR),
            "StreamName=" + guarded(Action.GET_CLIP).name(),
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

  private static AccessAnswer send(AccessCall call) throws IOException {
    return AccessAnswer.to(server, call.octets());
  }

  private static AccessAnswer send(String request) throws IOException {
    return AccessAnswer.to(server, request.getBytes(ISO_8859_1));
  }

  private static void doesNotMatch(AccessCall call) throws IOException {
    isRefusedAtTheFront(
        send(call), "InvalidSignatureException", "The request signature we calculated");
  }

  private static void isRefusedAtTheFront(AccessAnswer answer, String type, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.head()).contains("x-amzn-ErrorType: " + type + "\r\n");
    assertThat(answer.body()).startsWith("{\"message\":\"" + message);
  }

  private static void isDenied(Action action, Form form, SigV4 key) throws IOException {
    isDenied(action, wish(action).signed(form, key, Instant.now()), key);
  }

  private static void isDenied(Action action, AccessCall call, SigV4 key) throws IOException {
    var stream = guarded(action);

    var answer = send(call);

    boolean control = action.plane() == Plane.CONTROL;
    assertThat(answer.status()).as(answer.body()).isEqualTo(control ? 403 : 401);
    assertThat(answer.head())
        .contains(
            "x-amzn-ErrorType: "
                + (control ? "AccessDeniedException" : "NotAuthorizedException")
                + "\r\n");
    assertThat(answer.body())
        .startsWith("{\"Message\":\"User: arn:aws:iam::000000000000:user/" + key.accessKeyId())
        .contains(" is not authorized to perform: " + action.policyName() + " on resource: ")
        .contains(isOnEverything(action) ? ": *" : stream.arn());
    if (CHANGES.contains(action)) {
      assertThat(streams.state(stream)).isEqualTo(STATES.get(action));
    }
  }
}
