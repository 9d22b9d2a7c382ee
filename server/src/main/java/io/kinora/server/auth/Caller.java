package io.kinora.server.auth;

import io.kinora.server.config.ArnScope;

/// Who sent a request.
///
/// @param accessKeyId the access key; [#ANONYMOUS] where a request without one was let in
/// @param region the region the client signed for, else the server's own
/// @param principal the ARN that names the caller in messages
/// @param permissions what the caller may do
public record Caller(String accessKeyId, String region, String principal, Permissions permissions) {
  /// Stands in place of an access key id when the request carried none.
  public static final String ANONYMOUS = "anonymous";

  /// A caller that may do everything.
  static Caller unlimited(String accessKeyId, String region, ArnScope arns) {
    return new Caller(accessKeyId, region, user(arns, accessKeyId), Permissions.ALL);
  }

  static Caller of(AccessKey key, String region, ArnScope arns) {
    return new Caller(key.id(), region, user(arns, key.name()), key.permissions());
  }

  private static String user(ArnScope arns, String name) {
    return "arn:%s:iam::%s:user/%s".formatted(arns.partition(), arns.account(), name);
  }
}
