package io.kinora.store;

/// One row of the fragment index.
///
/// @param streamId the stream
/// @param number its number
/// @param producerTimeMs start on the producer's clock, epoch milliseconds
/// @param lengthMs first to last block time
/// @param durationMs `lengthMs` plus the estimated duration of the last frame
/// @param presentation what players must know of it
/// @param continuity where it stands in the order of the stream
/// @param sizeBytes stream header, leading elements, Cluster and trailing elements together
/// @param archived false while it only lives in the buffer of a stream with retention 0
/// @param location where the engine keeps it; meaningful to the engine alone
public record FragmentMetadata(
    long streamId,
    FragmentNumber number,
    long producerTimeMs,
    long lengthMs,
    long durationMs,
    Presentation presentation,
    Continuity continuity,
    long sizeBytes,
    boolean archived,
    FragmentLocation location) {
  /// See [Presentation#playedMs].
  public long playedMs() {
    return presentation.playedMs(durationMs);
  }

  /// When players begin to show it on the given clock, epoch milliseconds.
  public long playedFromMs(TimeAxis axis) {
    return timeMs(axis) + presentation.startMs();
  }

  /// When they end; what begins there continues it.
  public long playedToMs(TimeAxis axis) {
    return playedFromMs(axis) + playedMs();
  }

  /// Start on the given clock, epoch milliseconds.
  public long timeMs(TimeAxis axis) {
    return switch (axis) {
      case SERVER -> number.serverTimeMs();
      case PRODUCER -> producerTimeMs;
    };
  }
}
