package io.kinora.server.api;

import io.kinora.server.auth.Authorizer;
import io.kinora.server.auth.Caller;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;

/// Finds the stream that a request names, if the caller may use it. Whoever may not learns nothing,
/// also not whether there is such a stream.
public final class StreamAccess {
  private final StreamCatalog streams;
  private final Authorizer authorizer;
  private final ServiceIdentity identity;
  private final Throttle throttle;

  public StreamAccess(
      StreamCatalog streams, Authorizer authorizer, ServiceIdentity identity, Throttle throttle) {
    this.throttle = throttle;
    this.streams = streams;
    this.authorizer = authorizer;
    this.identity = identity;
  }

  /// The stream; throws [ApiException] if the caller may not do this to it, or not so
  /// often, or if there is none.
  /// Blocks.
  public StreamRecord require(Caller caller, Action action, StreamReference reference) {
    var stream = streams.find(reference.name()).filter(reference::means);
    var arn =
        stream
            .map(StreamArn::of)
            .orElseGet(
                () ->
                    switch (reference) {
                      case StreamReference.ByArn(StreamArn named) -> named;
                      case StreamReference.ByName(String name) -> identity.unborn(caller, name);
                    });
    check(caller, action, arn.toString());
    return stream.orElseThrow(
        () ->
            ApiError.RESOURCE_NOT_FOUND.because(
                "The requested stream %s is not found or not active.".formatted(reference.name())));
  }

  /// Throws [ApiException] if the caller may not do this to that, or not so often.
  void check(Caller caller, Action action, String resource) {
    if (!authorizer.allows(caller, action.policyName(), resource)) {
      throw action
          .plane()
          .denied()
          .because(Authorizer.refusal(caller, action.policyName(), resource));
    }
    throttle.call(action, resource);
  }
}
