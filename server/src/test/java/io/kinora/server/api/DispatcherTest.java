package io.kinora.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.api.ApiClient.Failure;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.auth.Caller;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.TemporaryCredentials;
import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.wire.WireCapture;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final ArnScope ARNS = new ArnScope("aws", "eu-central-1", "111122223333");
  private static final ServiceIdentity IDENTITY = new ServiceIdentity(ARNS, null);
  private static final String CAM_ARN =
      "arn:aws:kinesisvideo:us-west-1:111122223333:stream/cam1/1795255200123";

  @TempDir Path directory;

  private final FakeClock clock = new FakeClock(Instant.parse("2026-11-21T10:00:00.123Z"));
  private final MemoryCatalog streams = new MemoryCatalog(clock);
  private final List<String> asked = new ArrayList<>();
  private boolean allowed = true;

  @BeforeEach
  void thereIsAStream() {
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, "aws");
    StreamAttribute.REGION.put(attributes, "us-west-1");
    StreamAttribute.ACCOUNT.put(attributes, "111122223333");
    streams.create("cam1", "version", 24, attributes, new TreeMap<>());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/describestream",
        "/DescribeStream",
        "/tagResource",
        "/describeStream/",
        "//describeStream",
        "/hls/describeStream",
        "/%64escribeStream"
      })
  void anUnknownPathIsAnUnknownOperation(String path) {
    isUnknownOperation(client(new Fails(null)).send(ApiClient.post(path, "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "post"})
  void operationsTakePostOnly(String method) {
    var head = RequestHead.of(method, "/getMedia", new Headers(List.of()));

    isUnknownOperation(client(new Fails(null)).send(ApiClient.request(head, new byte[0])));
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void whatIsNotBuiltSaysSo(Action action) {
    assertThat(client().fail(action, "{}"))
        .isEqualTo(
            new Failure(
                400,
                "InvalidArgumentException",
                action.wireName() + " is not supported by Kinora yet."));
  }

  @Test
  void theFrontEndsErrorsHaveASmallMessage() throws Exception {
    var response =
        (Response) clientWithKeys(new Fails(null)).send(ApiClient.post("/getMedia", "{"));

    assertThat(response.status()).isEqualTo(403);
    assertThat(response.headers())
        .contains(new Headers.Field("x-amzn-ErrorType", "MissingAuthenticationTokenException"));
    assertThat(new String(response.body(), UTF_8))
        .isEqualTo("{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void alsoWhatIsNotBuiltAsksForASignature() throws Exception {
    var response = (Response) clientWithKeys().send(ApiClient.post("/getImages", "{}"));

    assertThat(response.status()).isEqualTo(403);
  }

  @Test
  void whoeverMayNotLearnsNotWhetherAnOperationIsBuilt() {
    allowed = false;

    var failure = client().fail(Action.DESCRIBE_EDGE_CONFIGURATION, "{");

    assertThat(failure.type()).isEqualTo("AccessDeniedException");
    assertThat(failure.message())
        .endsWith(" to perform: kinesisvideo:DescribeEdgeConfiguration on resource: *");
  }

  @Test
  void requestsOfRealClientsReachTheirOperation() throws Exception {
    int reached = 0;
    for (var capture : WireCapture.all()) {
      if (capture.head().path().equals("/describeStream")) {
        clock.set(capture.time());
        var reply =
            clientWithKeys(new Describes()).send(ApiClient.request(capture.head(), capture.body()));
        assertThat(ApiClient.result(reply).get("Name").stringValue()).isEqualTo("cam1");
        reached++;
      }
    }
    assertThat(reached).isGreaterThan(8);
  }

  @Test
  void theFormIsCheckedBeforePermission() {
    allowed = false;

    assertThat(client(new Describes()).fail(Action.DESCRIBE_STREAM, "{\"StreamName\":\"\"}").type())
        .isEqualTo("InvalidArgumentException");
    assertThat(asked).isEmpty();
  }

  @Test
  void whoeverMayNotLearnsNotWhetherThereIsSuchAStream() {
    allowed = false;
    var client = client(new Describes());

    assertThat(client.fail(Action.DESCRIBE_STREAM, "{\"StreamName\":\"cam1\"}"))
        .isEqualTo(
            new Failure(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::111122223333:user/anonymous is not authorized to perform:"
                    + " kinesisvideo:DescribeStream on resource: "
                    + CAM_ARN));
    assertThat(client.fail(Action.DESCRIBE_STREAM, "{\"StreamName\":\"cam2\"}").message())
        .endsWith("arn:aws:kinesisvideo:eu-central-1:111122223333:stream/cam2/0");
    assertThat(
            client
                .fail(Action.DESCRIBE_STREAM, "{\"StreamARN\":\"%s9\"}".formatted(CAM_ARN))
                .message())
        .endsWith(CAM_ARN + "9");
  }

  @Test
  void theDataPlanesCallItNotAuthorized() {
    allowed = false;

    var failure = client(new Streams()).fail(Action.GET_MEDIA, "{\"StreamName\":\"cam1\"}");

    assertThat(failure.status()).isEqualTo(401);
    assertThat(failure.type()).isEqualTo("NotAuthorizedException");
    assertThat(failure.message()).contains("kinesisvideo:GetMedia");
  }

  @Test
  void permissionIsAskedForTheActionOnTheStream() {
    client(new Describes()).call(Action.DESCRIBE_STREAM, "{\"StreamName\":\"cam1\"}");

    assertThat(asked).containsExactly("anonymous kinesisvideo:DescribeStream " + CAM_ARN);
  }

  @Test
  void anOperationOnTheAccountIsAskedForEverything() {
    allowed = false;

    assertThat(client(new Fails(null)).fail(Action.LIST_STREAMS, "").message()).endsWith(": *");
  }

  @Test
  void aStreamingOperationAnswersWithItsBody() throws Exception {
    var reply =
        client(new Streams()).send(ApiClient.post("/getMedia", "{\"StreamName\":\"cam1\"}"));

    assertThat(reply)
        .isInstanceOfSatisfying(
            StreamingResponse.class,
            response -> {
              assertThat(response.status()).isEqualTo(200);
              assertThat(response.headers())
                  .containsExactly(new Headers.Field("Content-Type", "video/webm"));
            });
  }

  @Test
  void aPresignedRequestMayHaveItsMembersInTheQuery() throws Exception {
    var reply =
        client(new Describes())
            .send(ApiClient.post("/describeStream?X-Amz-Signature=0&StreamName=cam1", ""));

    assertThat(ApiClient.result(reply).get("Name").stringValue()).isEqualTo("cam1");
  }

  @Test
  void aSignedQueryGoesBeforeTheBodyAndAnUnsignedOneMeansNothing() throws Exception {
    var client = client(new Describes());
    var body = "{\"StreamName\":\"cam1\"}";

    for (var query : List.of("X-Amz-Signature=0&StreamName=cam1", "X-Amz-Signature=0")) {
      var reply = client.send(ApiClient.post("/describeStream?" + query, body));
      assertThat(ApiClient.result(reply).get("Name").stringValue()).isEqualTo("cam1");
    }
    assertThat(
            ApiClient.failure(
                    client.send(
                        ApiClient.post("/describeStream?X-Amz-Signature=0&StreamName=cam2", body)))
                .type())
        .isEqualTo("ResourceNotFoundException");
    assertThat(
            ApiClient.failure(client.send(ApiClient.post("/describeStream?StreamName=cam1", "")))
                .type())
        .isEqualTo("InvalidArgumentException");
  }

  @Test
  void whatGoesWrongInsideIsNotTold() {
    assertThat(client(new Fails(new IllegalStateException("secret"))).fail(Action.LIST_STREAMS, ""))
        .isEqualTo(new Failure(500, "InternalFailure", "Kinora failed; its log has details."));
    assertThat(client(new Fails(new IOException("secret"))).fail(Action.LIST_STREAMS, "").status())
        .isEqualTo(500);
    assertThat(
            client(new Fails(new StoreUnavailableException("disk", new IOException())))
                .fail(Action.LIST_STREAMS, ""))
        .isEqualTo(
            new Failure(503, "ServiceUnavailableException", "The store cannot do this now."));
    var wrapped =
        new UncheckedIOException(new StoreUnavailableException("disk", new IOException()));
    assertThat(client(new Fails(wrapped)).fail(Action.LIST_STREAMS, "").status()).isEqualTo(503);
    assertThat(client(new Fails(new StreamGoneException(1))).fail(Action.LIST_STREAMS, "").type())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void anActionHasOneOperation() {
    assertThatThrownBy(() -> client(new Describes(), new Describes()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void isUnknownOperation(Reply reply) {
    var response = (Response) reply;
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers())
        .containsExactly(
            new Headers.Field("x-amzn-ErrorType", "UnknownOperationException"),
            new Headers.Field("Content-Type", "application/json"));
    assertThat(new String(response.body(), UTF_8))
        .isEqualTo(
            "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},"
                + "\"Version\":\"1.0\"}")
        .hasSize(90);
  }

  private ApiClient client(Operation<?>... operations) {
    return client(Authenticator.open(ARNS), operations);
  }

  private ApiClient clientWithKeys(Operation<?>... operations) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("keys.json"),
            "{\"keys\":[{\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\"}]}"
                .formatted(WireCapture.ACCESS_KEY_ID, WireCapture.SECRET));
    var temporary = new TemporaryCredentials(new byte[32]);
    return client(Authenticator.keys(KeyRing.read(file), temporary, ARNS, clock), operations);
  }

  private ApiClient client(Authenticator authenticator, Operation<?>... operations) {
    Authorizer authorizer =
        (Caller caller, String action, String resource) -> {
          asked.add(caller.accessKeyId() + " " + action + " " + resource);
          return allowed;
        };
    return new ApiClient(
        new Dispatcher(
            authenticator,
            new StreamAccess(streams, authorizer, IDENTITY, Throttle.NONE),
            IDENTITY,
            clock,
            AnswerFilter.NONE,
            List.of(operations)));
  }

  private static final class Describes implements StreamOperation<StreamReference> {
    @Override
    public Action action() {
      return Action.DESCRIBE_STREAM;
    }

    @Override
    public StreamReference read(Members in) {
      return StreamReference.read(in);
    }

    @Override
    public StreamReference stream(StreamReference input) {
      return input;
    }

    @Override
    public Output run(StreamReference input, StreamRecord stream, CallContext call) {
      return json -> json.text("Name", stream.name());
    }
  }

  private static final class Streams implements StreamingOperation<StreamReference> {
    @Override
    public Action action() {
      return Action.GET_MEDIA;
    }

    @Override
    public StreamReference read(Members in) {
      return StreamReference.read(in);
    }

    @Override
    public StreamReference stream(StreamReference input) {
      return input;
    }

    @Override
    public StreamingResponse prepare(StreamReference input, StreamRecord stream, CallContext call) {
      return StreamingResponse.of("video/webm", _ -> {});
    }
  }

  /// Takes any request and fails with what it is given.
  private record Fails(@Nullable Exception failure) implements AccountOperation<Members> {
    @Override
    public Action action() {
      return Action.LIST_STREAMS;
    }

    @Override
    public Members read(Members in) {
      return in;
    }

    @Override
    public Output run(Members input, CallContext call) throws IOException {
      switch (failure) {
        case IOException checked -> throw checked;
        case RuntimeException unchecked -> throw unchecked;
        case null, default -> throw new AssertionError("not to be called");
      }
    }
  }
}
