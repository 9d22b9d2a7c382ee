package io.kinora.server;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import io.kinora.server.live.PagePool;
import io.kinora.store.local.StoreConfig;
import io.kinora.store.log.LogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What an operator can set about the store.
///
/// @param logSegmentSize of one file of the log
/// @param freeSpaceFloor octets of the volume that writing leaves free
/// @param reaperInterval between two looks for expired fragments
public record StoreSettings(
    ByteSize logSegmentSize, ByteSize freeSpaceFloor, Duration reaperInterval) {
  private static final Key<ByteSize> LOG_SEGMENT_SIZE =
      Key.size("store.log-segment-size", "256MiB", "Size of one file of the log.");
  private static final Key<ByteSize> FREE_SPACE_FLOOR =
      Key.size("store.free-space-floor", "256MiB", "Space of the volume that stays free.");
  private static final Key<Duration> REAPER_INTERVAL =
      Key.duration("store.reaper-interval", "60s", "Time between two looks for expired fragments.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(LOG_SEGMENT_SIZE, FREE_SPACE_FLOOR, REAPER_INTERVAL);

  public StoreSettings {
    Bounds.check(
        LOG_SEGMENT_SIZE, logSegmentSize, ByteSize.ofMiB(1), new ByteSize(Integer.MAX_VALUE));
    Bounds.check(FREE_SPACE_FLOOR, freeSpaceFloor, new ByteSize(0), ByteSize.ofMiB(1L << 30));
    Bounds.check(REAPER_INTERVAL, reaperInterval, Duration.ofMillis(1), Duration.ofDays(1));
  }

  /// The store of a directory, run like this. All that sessions hold may wait for the disk at once,
  /// so that a slow disk stops the reading of their sockets and refuses nothing.
  ///
  /// @param ingestMemory what sessions may hold
  StoreConfig in(Path directory, ByteSize ingestMemory) {
    var usual = StoreConfig.in(directory);
    var log =
        new LogSettings(
            logSegmentSize.octets(),
            usual.log().bufferBytes(),
            usual.log().direct(),
            freeSpaceFloor.octets(),
            usual.log().idleFiles(),
            usual.log().headerCacheBytes());
    var queue = queue(usual.queue(), ingestMemory.octets());
    return new StoreConfig(directory, log, queue, usual.indexReaders(), reaperInterval);
  }

  /// A fragment takes a page of memory at least. The queue counts its header and tables too, which
  /// lie elsewhere: an eighth more is plenty for them.
  private static StoreConfig.Queue queue(StoreConfig.Queue usual, long memoryBytes) {
    return new StoreConfig.Queue(
        Math.max(usual.maxFragments(), Math.toIntExact(memoryBytes / PagePool.PAGE_BYTES)),
        Math.max(usual.maxBytes(), memoryBytes + memoryBytes / 8),
        usual.batchFragments(),
        usual.batchBytes());
  }

  /// Reads the keys.
  static StoreSettings from(Settings settings) {
    return new StoreSettings(
        settings.get(LOG_SEGMENT_SIZE),
        settings.get(FREE_SPACE_FLOOR),
        settings.get(REAPER_INTERVAL));
  }
}
