package io.kinora.store.log;

/// Where a record begins.
record Place(long segment, long offsetBytes) {}
