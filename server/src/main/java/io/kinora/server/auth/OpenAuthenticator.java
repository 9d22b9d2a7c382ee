package io.kinora.server.auth;

import io.kinora.server.http.RequestHead;

/// Lets everybody in: no signature is looked at. A credential, if there is one, is believed, so
/// that ARNs carry the region that the client is configured with.
public final class OpenAuthenticator implements Authenticator {
  private final String region;
  private final String account;

  /// @param region of callers that name none
  /// @param account the account that callers belong to
  public OpenAuthenticator(String region, String account) {
    this.region = region;
    this.account = account;
  }

  @Override
  public Caller authenticate(RequestHead head, PayloadHash payload) {
    try {
      var scope = SignedRequest.read(head).scope();
      return Caller.user(scope.accessKeyId(), scope.region(), account, scope.accessKeyId());
    } catch (AuthenticationException _) {
      return Caller.user(Caller.ANONYMOUS, region, account, Caller.ANONYMOUS);
    }
  }
}
