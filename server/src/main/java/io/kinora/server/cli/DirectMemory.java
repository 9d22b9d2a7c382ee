package io.kinora.server.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Sources;
import java.lang.management.ManagementFactory;

/// Holds the Java machine's bound on memory outside the heap against what is configured, so that a
/// mismatch stops the start instead of a session under load.
final class DirectMemory {
  /// For the buffers of connections.
  private static final ByteSize EDGE = ByteSize.ofMiB(256);

  private DirectMemory() {}

  /// Requires room for `ingestMemory` in this process.
  static void check(ByteSize ingestMemory) {
    check(ingestMemory, bound());
  }

  static void check(ByteSize ingestMemory, ByteSize bound) {
    var needed = new ByteSize(ingestMemory.octets() + EDGE.octets());
    if (bound.compareTo(needed) < 0) {
      throw new ConfigException(
          "ingest.memory (%s) and %s for connections exceed this process's direct memory (%s);"
                  .formatted(ingestMemory, EDGE, bound)
              + " start with %s=-XX:MaxDirectMemorySize=%d"
                  .formatted(Sources.JAVA_OPTIONS_VARIABLE, needed.octets()));
    }
  }

  private static ByteSize bound() {
    var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long octets = Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
    return new ByteSize(octets > 0 ? octets : Runtime.getRuntime().maxMemory());
  }
}
