package io.kinora.benchmarks;

import java.io.IOException;

/// A part of the benchmark, which can be run alone.
interface Part {
  void run(Bench bench) throws IOException;
}
