package io.kinora.server.auth;

import org.jspecify.annotations.Nullable;

/// A key that clients sign with.
///
/// @param id the public part
/// @param secret the secret part
/// @param sessionToken the token that must come along; absent for a permanent key
/// @param name the user it belongs to, as policies and messages name him
/// @param permissions what its owner may do
record AccessKey(
    String id, String secret, @Nullable String sessionToken, String name, Permissions permissions) {
  /// Never the secrets: records end up in logs.
  @Override
  public String toString() {
    return "AccessKey[id=" + id + ", name=" + name + ", secret=***]";
  }
}
