package io.kinora.store.log;

/// How far the catalog's log is written or applied.
///
/// @param segment the segment's number
/// @param bytes where its last batch ends
public record CatalogPosition(long segment, long bytes) {}
