package io.kinora.store;

/// What a listing says of a fragment: the part of [FragmentMetadata] that is cheap to read by the
/// thousand.
///
/// @param number its number
/// @param producerTimeMs start on the producer's clock, epoch milliseconds
/// @param lengthMs first to last block time
/// @param sizeBytes stream header, leading elements, Cluster and trailing elements together
public record FragmentSummary(
    FragmentNumber number, long producerTimeMs, long lengthMs, long sizeBytes) {
  /// Start on the given clock, epoch milliseconds.
  public long timeMs(TimeAxis axis) {
    return switch (axis) {
      case SERVER -> number.serverTimeMs();
      case PRODUCER -> producerTimeMs;
    };
  }
}
