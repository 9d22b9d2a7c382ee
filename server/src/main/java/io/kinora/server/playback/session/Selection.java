package io.kinora.server.playback.session;

import io.kinora.store.TimeAxis;

/// Which fragments of its stream a session plays.
///
/// @param axis the clock of its timestamps and of its range
/// @param startMs start of the range, epoch milliseconds; 0 in [PlaybackMode#LIVE]
/// @param endMs end of the range, inclusive; [Long#MAX_VALUE] if it has none
/// @param maxFragments how many fragments a playlist lists at most; one of [PlaybackMode#LIVE]
///     more, where they last for less than three target durations
/// @param createdAtMs when the session was created, epoch milliseconds
/// @param newestOrdinal the newest fragment of the stream at that moment; 0 if there was none
public record Selection(
    PlaybackMode mode,
    TimeAxis axis,
    long startMs,
    long endMs,
    int maxFragments,
    long createdAtMs,
    long newestOrdinal) {}
