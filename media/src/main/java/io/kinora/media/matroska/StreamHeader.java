package io.kinora.media.matroska;

import java.util.List;

/// What stands before the first Cluster of a document, and goes in front of each of its fragments.
/// The Segment's size is written anew as unknown; all else is verbatim. The arrays are not to be
/// changed.
///
/// @param firstBytes for the first fragment: with the Tags that describe that fragment alone
/// @param bytes for all others; the same array if there are no such Tags
/// @param timestampScaleNs nanoseconds of a tick, from 1
/// @param tracks the tracks, in the order of the document
public record StreamHeader(
    byte[] firstBytes, byte[] bytes, long timestampScaleNs, List<Track> tracks) {
  public StreamHeader {
    tracks = List.copyOf(tracks);
  }

  /// At most so many octets are held.
  int heldBytes() {
    return firstBytes.length + bytes.length;
  }
}
