package io.kinora.store.log;

/// How far a segment is written, as the index records it.
///
/// @param number the segment
/// @param retention whose fragments it holds
/// @param createdAtMs epoch milliseconds
/// @param endBytes where its last whole batch ends
/// @param sealed whether nothing will be added
public record SegmentState(
    long number, RetentionClass retention, long createdAtMs, long endBytes, boolean sealed) {}
