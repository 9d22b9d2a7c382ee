package io.kinora.benchmarks.load;

import io.kinora.benchmarks.process.ProcessCost;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/// What a load is told: which server, whose cost counts, and for how long.
///
/// @param pids processes of the server
/// @param warmupSeconds before the sample
/// @param seconds of the sample
record Trial(URI url, List<Long> pids, double warmupSeconds, double seconds) {
  private static final double NS = 1e9;

  static Trial from(Arguments in) {
    return new Trial(in.url(), in.pids(), in.decimal("warmup", 5), in.decimal("seconds", 5));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  long warmupNs() {
    return (long) (warmupSeconds * NS);
  }

  long sampleNs() {
    return (long) (seconds * NS);
  }

  /// What the server has cost so far.
  ProcessCost serverCost() {
    return ProcessCost.of(pids);
  }
}
