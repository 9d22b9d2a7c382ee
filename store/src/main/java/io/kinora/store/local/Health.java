package io.kinora.store.local;

/// Whether the last attempt of one writer succeeded, and if not, why. Safe for all threads.
final class Health {
  private volatile String problem = "";
  private volatile boolean stopped;

  void good() {
    if (!stopped && !problem.isEmpty()) {
      problem = "";
    }
  }

  void bad(Throwable cause) {
    if (!stopped) {
      problem = cause.toString();
    }
  }

  /// Nothing will be written any more.
  void stopped(Throwable cause) {
    bad(cause);
    stopped = true;
  }

  /// What is wrong; empty if nothing is.
  String problem() {
    return problem;
  }
}
