package io.kinora.server.http;

/// How fast things may pass, one after the other. For one thread.
@FunctionalInterface
public interface Pace {
  /// As fast as they come.
  Pace ANY = _ -> 0;

  /// Counts what passes now; returns the nanoseconds to wait before anything more may.
  long waitAfter(long count);
}
