package io.kinora.server.auth;

/// What a verifier may know of a request's body when it looks at the signature.
public sealed interface PayloadHash {
  /// The body was read whole.
  record OfBody(byte[] body) implements PayloadHash {}

  /// The body has not been read and will not be: PutMedia is authenticated at its start.
  record NotRead() implements PayloadHash {}
}
