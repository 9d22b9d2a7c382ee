package io.kinora.server.ingest;

import io.kinora.server.metrics.Histogram;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// What all PutMedia sessions have received, since the start. Safe for all threads.
final class IngestCounts implements Source {
  private final LongAdder received = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder persisted = new LongAdder();
  private final Histogram latency = new Histogram();
  private final Map<IngestError, LongAdder> errors = new EnumMap<>(IngestError.class);

  IngestCounts() {
    for (var error : IngestError.values()) {
      errors.put(error, new LongAdder());
    }
  }

  /// A fragment is complete.
  ///
  /// @return when, for [#persisted]
  long received(long bytes) {
    received.increment();
    receivedBytes.add(bytes);
    return System.nanoTime();
  }

  /// A fragment is acknowledged for good.
  ///
  /// @param completedNs when it was complete
  void persisted(long completedNs) {
    persisted.increment();
    latency.add(System.nanoTime() - completedNs);
  }

  /// A session ends with an error.
  void ended(IngestError error) {
    var count = errors.get(error);
    if (count != null) {
      count.increment();
    }
  }

  @Override
  public void tell(MetricsText to) {
    to.counter("kinora_fragments_received_total", "Fragments received whole.", received.sum());
    to.counter(
        "kinora_fragments_received_bytes_total",
        "Octets of the fragments received whole.",
        receivedBytes.sum());
    to.counter(
        "kinora_fragments_persisted_total",
        "Fragments that PERSISTED was sent for.",
        persisted.sum());
    to.histogram(
        "kinora_ack_latency_seconds",
        "From a fragment's last octet until its PERSISTED, in seconds.",
        latency);
    var ended = new TreeMap<String, Long>();
    errors.forEach((error, count) -> ended.put(error.name(), count.sum()));
    to.counters(
        "kinora_putmedia_errors_total",
        "PutMedia sessions that the server ended, by the error they were told.",
        "error",
        ended);
  }
}
