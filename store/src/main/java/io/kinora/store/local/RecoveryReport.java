package io.kinora.store.local;

import java.time.Duration;

/// What opening a store found and did.
///
/// @param took time until the store could be used
/// @param segments log segments there are
/// @param scannedSegments how many of them had to be read
/// @param replayedFragments how many fragments the index did not know
/// @param cutBytes octets of torn tails, never acknowledged
/// @param damagedBytes octets that were acknowledged once and cannot be read
public record RecoveryReport(
    Duration took,
    int segments,
    int scannedSegments,
    long replayedFragments,
    long cutBytes,
    long damagedBytes) {}
