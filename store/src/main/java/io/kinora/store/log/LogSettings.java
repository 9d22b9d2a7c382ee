package io.kinora.store.log;

/// How a log is laid out on the disk.
///
/// @param segmentBytes a segment that has reached this size gets no further batch
/// @param bufferBytes octets handed to the disk in one write, a multiple of 4,096
/// @param direct whether to write past the page cache where the file system takes it
/// @param freeFloorBytes octets of the disk that are left to the index and the catalog
/// @param idleFiles open segment files kept for readers that come back
/// @param headerCacheBytes octets of stream headers kept in memory
public record LogSettings(
    long segmentBytes,
    int bufferBytes,
    boolean direct,
    long freeFloorBytes,
    int idleFiles,
    long headerCacheBytes) {
  public static final LogSettings DEFAULTS =
      new LogSettings(256L << 20, 4 << 20, true, 64L << 20, 256, 4L << 20);

  public LogSettings {
    if (segmentBytes < LogFormat.BLOCK_BYTES
        || bufferBytes < LogFormat.BLOCK_BYTES
        || bufferBytes % LogFormat.BLOCK_BYTES != 0
        || freeFloorBytes < 0
        || idleFiles < 1
        || headerCacheBytes < 0) {
      throw new IllegalArgumentException("log settings out of range");
    }
  }
}
