package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Sources;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.session.Sessions;
import java.util.List;
import java.util.stream.Collectors;

/// Holds the Java machine's heap against all that may be on it at once, so that a mismatch stops
/// the start instead of the server under load.
final class HeapMemory {
  /// What is remembered besides sessions and stream headers: parts of segments, what streams are
  /// configured with, where they end, and headers of the log.
  private static final long SUNDRIES_BYTES = 24 << 20;

  /// For the classes and what requests need while they are worked on.
  private static final long WORK_BYTES = 48 << 20;

  private HeapMemory() {}

  /// What one thing may take.
  private record Share(String name, long octets) {
    @Override
    public String toString() {
      return name + " (" + Math.ceilDiv(octets, 1L << 20) + "MiB)";
    }
  }

  /// Requires room in this process.
  static void check(KinoraConfig config) {
    check(config, new ByteSize(Runtime.getRuntime().maxMemory()));
  }

  static void check(KinoraConfig config, ByteSize heap) {
    var shares = shares(config);
    long sum = shares.stream().mapToLong(Share::octets).sum();
    if (heap.octets() < sum) {
      throw new ConfigException(
          "the heap (%s) has no room for %s; lower these settings, or start with %s=-Xmx%dm"
              .formatted(
                  heap,
                  shares.stream().map(Share::toString).collect(Collectors.joining(", ")),
                  Sources.JAVA_OPTIONS_VARIABLE,
                  Math.ceilDiv(sum, 1L << 20)));
    }
  }

  private static List<Share> shares(KinoraConfig config) {
    return List.of(
        new Share("playback.memory", config.playback().memory().octets()),
        new Share("image.memory", config.image().memory().octets()),
        new Share("image.cache", config.image().cache().octets()),
        new Share("frame tables beside ingest.memory", config.ingest().tablesBytes()),
        new Share(
            "connections and bodies of requests",
            config.http().heapBytes(config.tls().isPresent())),
        new Share(
            "what is remembered",
            Sessions.REMEMBERED_BYTES + StreamHeaders.REMEMBERED_SUM_BYTES + SUNDRIES_BYTES),
        new Share("work", WORK_BYTES));
  }
}
