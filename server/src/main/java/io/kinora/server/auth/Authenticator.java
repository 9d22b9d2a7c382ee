package io.kinora.server.auth;

import io.kinora.server.config.ArnScope;
import io.kinora.server.http.RequestHead;
import java.time.InstantSource;

/// Finds out who sent a request. Safe for all threads, never blocks.
public sealed interface Authenticator permits OpenAuthenticator, KeysAuthenticator {
  /// The caller behind a request.
  Caller authenticate(RequestHead head, PayloadHash payload) throws AuthenticationException;

  /// Lets everybody in.
  ///
  /// @param arns the account of all callers, and the region of those who name none
  static Authenticator open(ArnScope arns) {
    return new OpenAuthenticator(arns);
  }

  /// Lets in who signs with a key of a file, or with credentials that were issued for one.
  ///
  /// @param arns the account of all callers
  /// @param clock against which signatures and credentials expire
  static Authenticator keys(
      KeyRing keys, TemporaryCredentials temporary, ArnScope arns, InstantSource clock) {
    return new KeysAuthenticator(keys::keys, temporary, arns, clock);
  }
}
