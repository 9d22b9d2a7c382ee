package io.kinora.server.api;

import io.kinora.server.auth.Caller;
import io.kinora.server.config.ArnScope;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What the server calls itself.
///
/// @param arns what its ARNs begin with; the region is that of callers that name none
/// @param publicUrl the base URL that clients reach the server by, without a trailing slash; absent
///     if it follows the request
public record ServiceIdentity(ArnScope arns, @Nullable URI publicUrl) {
  /// The ARN that a stream would have if the caller created it, but for its creation time.
  public StreamArn unborn(Caller caller, String name) {
    return new StreamArn(arns.partition(), caller.region(), arns.account(), name, 0);
  }
}
