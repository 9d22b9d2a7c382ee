package io.kinora.server.auth;

import io.kinora.server.http.RequestHead;

/// Finds out who sent a request. Safe for all threads, never blocks.
public sealed interface Authenticator permits OpenAuthenticator, KeysAuthenticator {
  /// The caller behind a request.
  Caller authenticate(RequestHead head, PayloadHash payload) throws AuthenticationException;
}
