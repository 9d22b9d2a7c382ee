package io.kinora.benchmarks.load;

/// The server did something that it must not do; the run is worth nothing.
final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadException(String what) {
    super(what);
  }
}
