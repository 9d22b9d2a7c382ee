package io.kinora.server.api;

/// The services that share the one listener. They differ in what they call a denied request.
public enum Plane {
  CONTROL(ApiError.ACCESS_DENIED),
  MEDIA(ApiError.NOT_AUTHORIZED),
  ARCHIVED_MEDIA(ApiError.NOT_AUTHORIZED);

  private final ApiError denied;

  Plane(ApiError denied) {
    this.denied = denied;
  }

  /// What a caller gets who is known but not allowed.
  ApiError denied() {
    return denied;
  }
}
