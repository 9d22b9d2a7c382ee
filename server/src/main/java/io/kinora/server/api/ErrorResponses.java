package io.kinora.server.api;

import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Response;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamGoneException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every error as it is sent. SDKs read the type from `x-amzn-ErrorType` only, so the body holds
/// nothing but the message.
public final class ErrorResponses {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  private static final byte[] UNKNOWN_OPERATION =
      """
      {"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private ErrorResponses() {}

  /// An error of an operation: member `Message`, as the models have it.
  public static Response of(ApiException failure) {
    var error = failure.error();
    return response(error.status(), error.wireName(), message("Message", failure));
  }

  /// An error of the front end: member `message`.
  public static Response of(AuthenticationException failure) {
    return response(403, failure.reason().wireName(), message("message", failure));
  }

  /// A failure that is not the caller's fault. What happened is for the log only.
  ///
  /// @param what was asked for
  public static Response ofFailure(String what, String requestId, Exception failure) {
    var cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    return switch (cause) {
      case StreamGoneException _ ->
          of(ApiError.RESOURCE_NOT_FOUND.because("The requested stream was deleted meanwhile."));
      case StoreUnavailableException _ -> {
        LOG.warn("{} {}: the store is not available", what, requestId, failure);
        yield of(ApiError.SERVICE_UNAVAILABLE.because("The store cannot do this now."));
      }
      case null, default -> {
        LOG.error("{} {} failed", what, requestId, failure);
        yield of(ApiError.INTERNAL_FAILURE.because("Kinora failed; its log has details."));
      }
    };
  }

  /// No operation at this path, or another method than `POST`.
  public static Response unknownOperation() {
    return response(404, "UnknownOperationException", UNKNOWN_OPERATION);
  }

  private static byte[] message(String member, Exception failure) {
    return JsonWriter.object(json -> json.text(member, failure.getMessage()));
  }

  private static Response response(int status, String type, byte[] body) {
    var fields = List.of(new Headers.Field("x-amzn-ErrorType", type), JsonWriter.CONTENT_TYPE);
    return new Response(status, fields, body);
  }
}
