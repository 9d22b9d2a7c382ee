package io.kinora.server.auth;

import io.kinora.server.config.ArnScope;

/// Who sent a request.
///
/// @param accessKeyId the access key; [#ANONYMOUS] where a request without one was let in
/// @param region the region the client signed for, else the server's own
/// @param principal the ARN that names the caller in policies and messages
public record Caller(String accessKeyId, String region, String principal) {
  /// Stands in place of an access key id when the request carried none.
  public static final String ANONYMOUS = "anonymous";

  static Caller user(String accessKeyId, String region, ArnScope arns, String name) {
    String principal = "arn:%s:iam::%s:user/%s".formatted(arns.partition(), arns.account(), name);
    return new Caller(accessKeyId, region, principal);
  }
}
