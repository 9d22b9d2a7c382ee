package io.kinora.server.auth;

/// Who sent a request.
///
/// @param accessKeyId the access key; [#ANONYMOUS] where a request without one was let in
/// @param region the region the client signed for, else the server's own
/// @param principal the ARN that names the caller in policies and messages
public record Caller(String accessKeyId, String region, String principal) {
  /// Stands in place of an access key id when the request carried none.
  public static final String ANONYMOUS = "anonymous";

  static Caller user(String accessKeyId, String region, String account, String name) {
    return new Caller(accessKeyId, region, "arn:aws:iam::" + account + ":user/" + name);
  }
}
