package io.kinora.server.auth;

/// Decides what an authenticated caller may do. Safe for all threads, never blocks.
@FunctionalInterface
public interface Authorizer {
  /// Whether the caller may do this to that.
  ///
  /// @param action an IAM action such as `kinesisvideo:PutMedia`
  /// @param resource the ARN it is done to, `*` if the action has none
  boolean allows(Caller caller, String action, String resource);

  /// What a caller is told who may not.
  static String refusal(Caller caller, String action, String resource) {
    return "User: %s is not authorized to perform: %s on resource: %s"
        .formatted(caller.principal(), action, resource);
  }

  /// Callers may do what they came with permission for.
  static Authorizer ofPermissions() {
    return (caller, action, resource) -> caller.permissions().allow(action, resource);
  }
}
