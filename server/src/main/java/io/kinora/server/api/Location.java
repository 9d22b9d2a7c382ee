package io.kinora.server.api;

/// Where a value stands in a request.
///
/// @param path as messages name it: `startSelector.startTimestamp`, `tagKeyList.2`
/// @param fromQuery whether it is a parameter of the query, where every scalar is text
record Location(String path, boolean fromQuery) {
  /// The whole body.
  static final Location BODY = new Location("", false);

  /// All parameters of the query.
  static final Location QUERY = new Location("", true);

  /// A member of the structure here. AWS's messages begin members with a small letter.
  Location member(String name) {
    String small = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return path.isEmpty()
        ? new Location(small, fromQuery)
        : new Location(path + "." + small, false);
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
  ApiException violation(String value, String constraint) {
    return ApiError.INVALID_ARGUMENT.because(
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value, path, constraint));
  }
}
