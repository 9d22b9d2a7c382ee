package io.kinora.server.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kinora.server.KinoraConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Sources;
import java.lang.management.ManagementFactory;

/// Holds the Java machine's bound on memory outside the heap against what is configured, so that a
/// mismatch stops the start instead of a session under load.
final class DirectMemory {
  private DirectMemory() {}

  /// Requires room in this process for fragments that are not stored yet and for connections.
  static void check(KinoraConfig config) {
    check(config, bound());
  }

  static void check(KinoraConfig config, ByteSize bound) {
    var ingest = config.ingest().memory();
    long connections = config.http().directBytes(config.tls().isPresent());
    var needed = new ByteSize(ingest.octets() + connections);
    if (bound.compareTo(needed) < 0) {
      throw new ConfigException(
          "ingest.memory (%s) and %dMiB for connections exceed this process's direct memory (%s);"
                  .formatted(ingest, Math.ceilDiv(connections, 1L << 20), bound)
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
