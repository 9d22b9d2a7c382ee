package io.kinora.store.log;

/// Where a record begins.
record LogPosition(long segment, long offsetBytes) {}
