package io.kinora.server.api;

/// What an operation may answer instead of a result: AWS's names and statuses.
public enum ApiError {
  INVALID_ARGUMENT("InvalidArgumentException", 400),
  CLIENT_LIMIT_EXCEEDED("ClientLimitExceededException", 400),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
  /// Known but not allowed, on the media and archived media planes.
  NOT_AUTHORIZED("NotAuthorizedException", 401),
  /// Known but not allowed, on the control plane; the model says 401, the service sends 403.
  ACCESS_DENIED("AccessDeniedException", 403),
  /// A playback URL whose session token has expired or is none.
  SESSION_REFUSED("NotAuthorizedException", 403),
  RESOURCE_IN_USE("ResourceInUseException", 400),
  VERSION_MISMATCH("VersionMismatchException", 400),
  INVALID_RESOURCE_FORMAT("InvalidResourceFormatException", 400),
  ACCOUNT_STREAM_LIMIT_EXCEEDED("AccountStreamLimitExceededException", 400),
  TAGS_PER_RESOURCE_EXCEEDED_LIMIT("TagsPerResourceExceededLimitException", 400),
  NO_DATA_RETENTION("NoDataRetentionException", 400),
  INVALID_ENDPOINT("InvalidEndpointException", 400),
  CONNECTION_LIMIT_EXCEEDED("ConnectionLimitExceededException", 400),
  UNSUPPORTED_STREAM_MEDIA_TYPE("UnsupportedStreamMediaTypeException", 400),
  MISSING_CODEC_PRIVATE_DATA("MissingCodecPrivateDataException", 400),
  INVALID_CODEC_PRIVATE_DATA("InvalidCodecPrivateDataException", 400),
  INVALID_MEDIA_FRAME("InvalidMediaFrameException", 400),
  /// The server does as much as it can for players, which wait for `Retry-After` and ask again.
  OVERLOADED("ClientLimitExceededException", 429),
  /// Our fault. In no model; every SDK retries it.
  INTERNAL_FAILURE("InternalFailure", 500),
  /// The store takes no writes, or the server is full. In no model; every SDK retries it.
  SERVICE_UNAVAILABLE("ServiceUnavailableException", 503);

  private final String wireName;
  private final int status;

  ApiError(String wireName, int status) {
    this.wireName = wireName;
    this.status = status;
  }

  /// The value of `x-amzn-ErrorType`.
  public String wireName() {
    return wireName;
  }

  public int status() {
    return status;
  }

  /// The exception that answers with this error and this message.
  public ApiException because(String message) {
    return new ApiException(this, message);
  }
}
