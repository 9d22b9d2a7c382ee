package io.kinora.store.local;

import io.kinora.store.log.LogSettings;
import java.nio.file.Path;
import java.time.Duration;

/// How a store of one machine runs.
///
/// @param directory where everything is kept; made if missing
/// @param log the log's layout
/// @param queue how much may wait for the disk
/// @param indexReaders queries at once, at most
/// @param reapPeriod how often expired and deleted data are looked for
public record StoreConfig(
    Path directory, LogSettings log, Queue queue, int indexReaders, Duration reapPeriod) {
  /// How much may wait for the disk, and how much of it goes there at once.
  ///
  /// @param maxFragments fragments that may wait; more are refused
  /// @param maxBytes octets that may wait, not counting a first fragment
  /// @param batchFragments fragments made durable by one force, at most
  /// @param batchBytes octets made durable by one force, at most, not counting a first fragment
  public record Queue(int maxFragments, long maxBytes, int batchFragments, long batchBytes) {
    public static final Queue DEFAULTS = new Queue(16_384, 512L << 20, 256, 16 << 20);

    public Queue {
      if (maxFragments < 1 || maxBytes < 1 || batchFragments < 1 || batchBytes < 1) {
        throw new IllegalArgumentException("queue settings out of range");
      }
      if (batchFragments > 1024) {
        throw new IllegalArgumentException("a batch has at most 1024 fragments");
      }
    }
  }

  public StoreConfig {
    if (indexReaders < 1 || indexReaders > 64 || !reapPeriod.isPositive()) {
      throw new IllegalArgumentException("store settings out of range");
    }
  }

  /// A store in that directory with the defaults.
  public static StoreConfig in(Path directory) {
    return new StoreConfig(
        directory, LogSettings.DEFAULTS, Queue.DEFAULTS, 4, Duration.ofMinutes(1));
  }
}
