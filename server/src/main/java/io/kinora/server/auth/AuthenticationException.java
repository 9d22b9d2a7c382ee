package io.kinora.server.auth;

/// A request that could not be authenticated. The message is meant for the client.
public final class AuthenticationException extends Exception {
  private static final long serialVersionUID = 1;

  /// Why, in AWS's names; each is answered with status 403.
  public enum Reason {
    INVALID_SIGNATURE("InvalidSignatureException"),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException"),
    EXPIRED_TOKEN("ExpiredTokenException"),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException"),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException");

    private final String wireName;

    Reason(String wireName) {
      this.wireName = wireName;
    }

    /// The value of `x-amzn-ErrorType`.
    public String wireName() {
      return wireName;
    }

    AuthenticationException because(String message) {
      return new AuthenticationException(this, message);
    }
  }

  private final Reason reason;

  AuthenticationException(Reason reason, String message) {
    // Expected and frequent: no stack trace.
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
