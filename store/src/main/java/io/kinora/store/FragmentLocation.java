package io.kinora.store;

/// Where an engine keeps a fragment.
///
/// @param segment the log segment or object, an engine's own number
/// @param offsetBytes the record's first octet within it
/// @param lengthBytes the whole record
/// @param headerOffsetBytes the stream header's record within the same segment
public record FragmentLocation(
    long segment, long offsetBytes, int lengthBytes, long headerOffsetBytes) {}
