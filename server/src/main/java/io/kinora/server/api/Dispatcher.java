package io.kinora.server.api;

import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.auth.QueryString;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.Response;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers the requests of all operations but PutMedia, in the order of checks that every operation
/// shares: path and method, authentication, the request's form, permission, existence; then the
/// operation's own. The first failing step answers.
///
/// Of operations that are not built neither form nor stream is known: whoever may call them on
/// everything is told that they are not built, and all others that they may not.
///
/// Safe for all threads; [#handle] blocks.
public final class Dispatcher {
  private static final String EVERYTHING = "*";

  private final Authenticator authenticator;
  private final StreamAccess access;
  private final ServiceIdentity identity;
  private final InstantSource clock;
  private final AnswerFilter filter;
  private final Map<Action, Operation<?>> operations = new EnumMap<>(Action.class);

  public Dispatcher(
      Authenticator authenticator,
      StreamAccess access,
      ServiceIdentity identity,
      InstantSource clock,
      AnswerFilter filter,
      List<Operation<?>> operations) {
    this.filter = filter;
    this.authenticator = authenticator;
    this.access = access;
    this.identity = identity;
    this.clock = clock;
    for (var operation : operations) {
      if (this.operations.put(operation.action(), operation) != null) {
        throw new IllegalArgumentException("two operations for " + operation.action());
      }
    }
  }

  /// The answer to a request; every failure is an answer too.
  public Reply handle(Request request) {
    var action = action(request.head());
    if (action.isEmpty()) {
      return ErrorResponses.unknownOperation();
    }
    try {
      var payload = new PayloadHash.OfBody(request.body());
      var caller = authenticator.authenticate(signed(request.head()), payload);
      var call = new CallContext(caller, request, identity, clock.millis());
      var operation = operations.get(action.get());
      if (operation == null) {
        access.check(caller, action.get(), EVERYTHING);
        throw ApiError.INVALID_ARGUMENT.because(
            "%s is not supported by Kinora yet.".formatted(action.get().wireName()));
      }
      return call(operation, call);
    } catch (AuthenticationException failure) {
      return ErrorResponses.of(failure);
    } catch (ApiException failure) {
      return ErrorResponses.of(failure);
    } catch (IOException | RuntimeException failure) {
      return ErrorResponses.ofFailure(action.get().wireName(), request.id(), failure);
    }
  }

  private Optional<Action> action(RequestHead head) {
    var action = Action.at(head.path());
    return switch (head.method()) {
      case "POST" -> action;
      case "GET", "HEAD" -> action.filter(this::isLinkable);
      default -> Optional.empty();
    };
  }

  private boolean isLinkable(Action action) {
    return operations.get(action) instanceof StreamingOperation<?> streaming
        && streaming.isLinkable();
  }

  /// A link is signed for GET; who may have the whole may have its head.
  private static RequestHead signed(RequestHead head) {
    return head.method().equals("HEAD")
        ? new RequestHead("GET", head.path(), head.query(), head.headers())
        : head;
  }

  private <I> Reply call(Operation<I> operation, CallContext call) throws IOException {
    var input = operation.read(members(call.request()));
    return switch (operation) {
      case AccountOperation<I> onAccount -> {
        var resource = onAccount.resource(input, call);
        access.check(call.caller(), onAccount.action(), resource);
        yield filter.apply(onAccount.action(), resource, ok(onAccount.run(input, call)));
      }
      case StreamOperation<I> onStream -> {
        var reference = onStream.stream(input);
        var stream = access.require(call.caller(), onStream.action(), reference);
        yield filtered(onStream, stream, ok(onStream.run(input, stream, call)));
      }
      case StreamingOperation<I> streaming -> {
        var reference = streaming.stream(input);
        var stream = access.require(call.caller(), streaming.action(), reference);
        yield filtered(streaming, stream, streaming.prepare(input, stream, call));
      }
    };
  }

  private Reply filtered(Operation<?> operation, StreamRecord stream, Reply reply) {
    return filter.apply(operation.action(), StreamArn.of(stream).toString(), reply);
  }

  /// Members stand in the body, or, in a link or a pre-signed request, in the query. What a client
  /// has signed in the query is all there is: botocore signs no body, so anyone can add one.
  private static Members members(Request request) {
    var query = QueryString.parse(request.head().query());
    boolean isLink = !request.head().method().equals("POST");
    boolean isAllInQuery =
        query.isPresigned() && (query.hasMembers() || request.body().length == 0);
    return isLink || isAllInQuery ? Json.query(query) : Json.body(request.body());
  }

  private static Response ok(Output output) {
    return new Response(200, List.of(JsonWriter.CONTENT_TYPE), JsonWriter.object(output));
  }
}
