package io.kinora.server.auth;

/// Decides what an authenticated caller may do. Policies in IAM's form belong behind this
/// interface; there are none yet.
@FunctionalInterface
public interface Authorizer {
  /// Whether the caller may do this to that.
  ///
  /// @param action an IAM action such as `kinesisvideo:PutMedia`
  /// @param resource the ARN it is done to, `*` if the action has none
  boolean allows(Caller caller, String action, String resource);

  /// Every caller that was authenticated may do everything.
  static Authorizer allowAll() {
    return (_, _, _) -> true;
  }
}
