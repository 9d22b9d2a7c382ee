package io.kinora.store;

/// What a reader may see of a stream at a moment.
///
/// @param streamId the stream
/// @param notBeforeMs fragments with an earlier server time have expired, epoch milliseconds
/// @param archivedOnly whether the short buffer of a stream with retention 0 is left out
public record ReadScope(long streamId, long notBeforeMs, boolean archivedOnly) {
  /// How long the buffer of a stream with retention 0 reaches back.
  public static final long BUFFER_MS = 300_000;

  private static final long HOUR_MS = 3_600_000;

  /// The archive of the stream: nothing when its retention is 0.
  public static ReadScope archive(StreamRecord stream, long nowMs) {
    return new ReadScope(stream.id(), nowMs - stream.retentionHours() * HOUR_MS, true);
  }

  /// The archive, or the buffer when the stream's retention is 0.
  public static ReadScope playable(StreamRecord stream, long nowMs) {
    return stream.retentionHours() == 0
        ? new ReadScope(stream.id(), nowMs - BUFFER_MS, false)
        : archive(stream, nowMs);
  }
}
