package io.kinora.server.api;

/// Where a value stands in a request.
///
/// @param path as messages name it: `startSelector.startTimestamp`, `tagKeyList.2`
/// @param isText whether it is a parameter of a query or a header field, where numbers are text too
public record Location(String path, boolean isText) {
  /// The whole body.
  static final Location BODY = new Location("", false);

  /// Parameters of a query, or header fields.
  static final Location TEXTS = new Location("", true);

  /// A member of the structure here. AWS's messages begin members with a small letter.
  Location member(String name) {
    String small = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return path.isEmpty() ? new Location(small, isText) : new Location(path + "." + small, false);
  }

  /// An item of the list here, counted from 1.
  Location item(int number) {
    return new Location(path + "." + number, false);
  }

  /// A value of the map here.
  Location entry(String key) {
    return new Location(path + "." + key, false);
  }

  /// The error of a constraint that is broken here.
  ///
  /// @param value the value as the message repeats it, bounded
  /// @param constraint what was asked for
  public ApiException violation(String value, String constraint) {
    return ApiError.INVALID_ARGUMENT.because(
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value, path, constraint));
  }
}
