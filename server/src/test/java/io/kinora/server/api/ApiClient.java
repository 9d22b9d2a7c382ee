package io.kinora.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.Response;
import io.kinora.store.StreamCatalog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls operations of a [Dispatcher] without a socket.
public final class ApiClient {
  /// An error as a client sees it.
  ///
  /// @param status the status code
  /// @param type the value of `x-amzn-ErrorType`
  /// @param message the member `Message`
  public record Failure(int status, String type, String message) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final Dispatcher dispatcher;

  public ApiClient(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /// Calls operations that are open to everybody and have no quotas.
  public static ApiClient open(
      ArnScope arns, StreamCatalog streams, InstantSource clock, List<Operation<?>> operations) {
    var identity = new ServiceIdentity(arns, null);
    return new ApiClient(
        new Dispatcher(
            Authenticator.open(arns),
            new StreamAccess(streams, Authorizer.ofPermissions(), identity, Throttle.NONE),
            identity,
            clock,
            AnswerFilter.NONE,
            operations));
  }

  /// A request as the front end hands it over.
  public static Request request(RequestHead head, byte[] body) {
    return new Request(
        head, body, "id", new InetSocketAddress(InetAddress.getLoopbackAddress(), 8484), false);
  }

  /// A `POST` without a signature.
  public static Request post(String target, String body) {
    var headers = new Headers(List.of(new Headers.Field("Host", "kinora.test:8484")));
    return request(RequestHead.of("POST", target, headers), body.getBytes(UTF_8));
  }

  public Reply send(Request request) {
    return dispatcher.handle(request);
  }

  /// The result of a call that must succeed.
  public JsonNode call(Action action, String body) {
    return result(send(post(action.path(), body)));
  }

  /// The error of a call that must fail.
  public Failure fail(Action action, String body) {
    return failure(send(post(action.path(), body)));
  }

  /// The result in a reply that must be one.
  public static JsonNode result(Reply reply) {
    var response = (Response) reply;
    assertThat(response.status()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    assertThat(response.headers())
        .containsExactly(new Headers.Field("Content-Type", "application/json"));
    return JSON.readTree(response.body());
  }

  /// The error in a reply that must be one.
  public static Failure failure(Reply reply) {
    var response = (Response) reply;
    assertThat(response.status()).as(new String(response.body(), UTF_8)).isNotEqualTo(200);
    assertThat(response.headers())
        .hasSize(2)
        .contains(new Headers.Field("Content-Type", "application/json"));
    var body = JSON.readTree(response.body());
    assertThat(body.propertyNames()).containsExactly("Message");
    return new Failure(
        response.status(),
        new Headers(response.headers()).first("x-amzn-ErrorType").orElseThrow(),
        body.get("Message").stringValue());
  }
}
