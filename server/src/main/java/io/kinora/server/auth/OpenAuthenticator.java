package io.kinora.server.auth;

import io.kinora.server.config.ArnScope;
import io.kinora.server.http.RequestHead;

/// Lets everybody in: no signature is looked at. A credential, if there is one, is believed, so
/// that ARNs carry the region that the client is configured with.
final class OpenAuthenticator implements Authenticator {
  private final ArnScope arns;

  OpenAuthenticator(ArnScope arns) {
    this.arns = arns;
  }

  @Override
  public Caller authenticate(RequestHead head, PayloadHash payload) {
    try {
      var scope = SignedRequest.read(head).scope();
      return Caller.unlimited(scope.accessKeyId(), scope.region(), arns);
    } catch (AuthenticationException _) {
      return Caller.unlimited(Caller.ANONYMOUS, arns.region(), arns);
    }
  }
}
