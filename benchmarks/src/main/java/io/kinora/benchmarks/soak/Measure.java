package io.kinora.benchmarks.soak;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// A thing that may not grow: the medians of the first and of the last third of a run are compared.
///
/// @param slack by how much more it may be in the last third
/// @param counts which samples count
/// @param value of a sample
record Measure(
    String name, double slack, Predicate<Sample> counts, ToDoubleFunction<Sample> value) {
  private static final double MIB = 1 << 20;

  /// Files of the log that are kept open although nobody reads them.
  private static final int IDLE_FILES = 256;

  static final List<Measure> ALL =
      List.of(
          new Measure(
              "heap after a collection, MiB",
              16,
              Sample::settled,
              sample -> sample.metric("jvm_heap_used_bytes") / MIB),
          of("direct memory of Java, MiB", 8, s -> s.metric("jvm_direct_bytes") / MIB),
          of("buffers of connections, MiB", 16, s -> s.metric("kinora_http_buffer_bytes") / MIB),
          of("resident memory of no file, MiB", 48, sample -> sample.anonymousBytes() / MIB),
          of("threads", 8, Sample::threads),
          of("sockets beside connections", 8, Measure::strangeSockets),
          of("files beside log and sockets", 4, Sample::otherFiles),
          of("files of the log beyond 256", 0, sample -> beyondIdle(sample.logFiles())),
          of("maps of the log beyond 256", 0, sample -> beyondIdle(sample.logMaps())),
          of("other memory maps", 64, Sample::otherMaps),
          of("uploads", 8, sample -> sample.metric("kinora_putmedia_sessions")),
          of("readers", 8, sample -> sample.metric("kinora_getmedia_sessions")));

  private static Measure of(String name, double slack, ToDoubleFunction<Sample> value) {
    return new Measure(name, slack, _ -> true, value);
  }

  private static double strangeSockets(Sample sample) {
    return sample.sockets() - sample.metric("kinora_http_connections");
  }

  private static double beyondIdle(double count) {
    return Math.max(0, count - IDLE_FILES);
  }

  /// The median of a part of a run; 0 if there is no sample.
  double median(List<Sample> samples, double fromSeconds, double toSeconds) {
    var values =
        samples.stream()
            .filter(sample -> sample.atSeconds() >= fromSeconds && sample.atSeconds() < toSeconds)
            .filter(counts)
            .mapToDouble(value)
            .sorted()
            .toArray();
    return values.length == 0 ? 0 : values[values.length / 2];
  }
}
