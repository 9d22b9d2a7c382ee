package io.kinora.media;

/// What kind of rule the octets broke; a server answers each kind with its own error code.
public enum MediaFault {
  /// Not the container or codec configuration it should be.
  MALFORMED,
  /// A fragment grew beyond its limit of octets or frames.
  FRAGMENT_TOO_LARGE,
  /// Too many tags in a fragment, or a tag that is too long.
  TAG_LIMIT,
  /// What stands in front of a Cluster grew beyond its limit.
  HEADER_TOO_LARGE
}
