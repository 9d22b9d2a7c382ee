package io.kinora.server.auth;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a caller may do: what all of some policies allow. Immutable, so that a request keeps what
/// it began with, whatever becomes of the keys file.
///
/// @param policies each of which must allow it; none for everything
public record Permissions(List<Policy> policies) {
  /// Everything.
  public static final Permissions ALL = new Permissions(List.of());

  public Permissions {
    policies = List.copyOf(policies);
  }

  static Permissions of(Policy policy) {
    return new Permissions(List.of(policy));
  }

  /// Those of these permissions that a policy allows too.
  Permissions narrowedBy(Policy policy) {
    return new Permissions(Stream.concat(policies.stream(), Stream.of(policy)).toList());
  }

  /// Whether this may be done to that.
  ///
  /// @param action an IAM action such as `kinesisvideo:PutMedia`
  /// @param resource the ARN it is done to, `*` if the action has none
  boolean allow(String action, String resource) {
    String folded = action.toLowerCase(Locale.ROOT);
    return policies.stream().allMatch(policy -> policy.allows(folded, resource));
  }
}
