package io.kinora.server.metrics;

/// A part that has numbers to tell. Called by any thread, again and again.
@FunctionalInterface
public interface Source {
  /// Writes what the numbers are now.
  void tell(MetricsText to);
}
