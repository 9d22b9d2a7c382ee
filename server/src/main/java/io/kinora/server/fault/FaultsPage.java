package io.kinora.server.fault;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.ErrorResponses;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.auth.Caller;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.auth.QueryString;
import io.kinora.server.config.ConfigException;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHandler;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.Response;
import java.util.List;

/// `/faults`: tells the script in force (`GET`), replaces it (`PUT`) and takes it away (`DELETE`).
/// Each answers with the script that is in force then.
///
/// Whoever calls is authenticated as for an operation and needs the right to [#ACTION], which is
/// not among those that a policy gives by `Describe*`, `Get*`, `List*`, `Put*` or `Update*`.
final class FaultsPage implements RequestHandler {
  /// The name in policies.
  static final String ACTION = "kinesisvideo:RehearseFaults";

  private static final String RESOURCE = "*";
  private static final List<Headers.Field> FIELDS =
      List.of(JsonWriter.CONTENT_TYPE, new Headers.Field("Cache-Control", "no-store"));

  private final Faults faults;
  private final Authenticator authenticator;
  private final Authorizer authorizer;

  FaultsPage(Faults faults, Authenticator authenticator, Authorizer authorizer) {
    this.faults = faults;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  @Override
  public Reply handle(Request request) {
    try {
      var caller =
          authenticator.authenticate(request.head(), new PayloadHash.OfBody(request.body()));
      checkRight(caller);
      switch (request.head().method()) {
        case "GET" -> {}
        case "PUT" -> {
          checkSigned(request.head());
          faults.replace(request.body(), caller.principal());
        }
        case "DELETE" -> faults.end(caller.principal());
        default -> {
          return ErrorResponses.unknownOperation();
        }
      }
      return new Response(200, FIELDS, faults.told());
    } catch (AuthenticationException failure) {
      return ErrorResponses.of(failure);
    } catch (ApiException failure) {
      return ErrorResponses.of(failure);
    } catch (ConfigException mistake) {
      return ErrorResponses.of(
          ApiError.INVALID_ARGUMENT.because(String.valueOf(mistake.getMessage())));
    } catch (RuntimeException failure) {
      return ErrorResponses.ofFailure("/faults", request.id(), failure);
    }
  }

  /// The signature of a URL need not cover the body, so that whoever got hold of the URL could put
  /// a script of their own.
  private static void checkSigned(RequestHead head) {
    if (QueryString.parse(head.query()).isPresigned()) {
      throw ApiError.INVALID_ARGUMENT.because(
          "A script cannot be put by a pre-signed URL: sign the request in its header.");
    }
  }

  private void checkRight(Caller caller) {
    if (!authorizer.allows(caller, ACTION, RESOURCE)) {
      throw ApiError.ACCESS_DENIED.because(Authorizer.refusal(caller, ACTION, RESOURCE));
    }
  }
}
