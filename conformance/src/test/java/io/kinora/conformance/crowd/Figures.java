package io.kinora.conformance.crowd;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/// A server's own metrics at a moment, by name with labels.
record Figures(Map<String, Double> values) {
  private static final long MIB = 1 << 20;

  static Figures of(URI endpoint) {
    var text = OrdinaryClient.get(endpoint, "/metrics");
    return new Figures(
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(word -> word[0], word -> Double.valueOf(word[1]))));
  }

  long of(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " among " + values.keySet());
    }
    return value.longValue();
  }

  long connections() {
    return of("kinora_http_connections");
  }

  long threads() {
    return of("jvm_threads");
  }

  long bufferMib() {
    return of("kinora_http_buffer_bytes") / MIB;
  }

  /// Of all kinds.
  long heldMib() {
    double sum =
        values.entrySet().stream()
            .filter(each -> each.getKey().startsWith("kinora_http_held_bytes{"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return (long) (sum / MIB);
  }
}
