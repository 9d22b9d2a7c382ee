package io.kinora.server.api;

/// A request that is answered with an error. The message is meant for the client;
/// [ErrorResponses] renders it.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ApiError error;

  ApiException(ApiError error, String message) {
    // Expected and frequent: no stack trace.
    super(message, null, false, false);
    this.error = error;
  }

  public ApiError error() {
    return error;
  }
}
