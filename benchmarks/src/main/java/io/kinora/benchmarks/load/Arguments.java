package io.kinora.benchmarks.load;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Settings of a load, written `name=value`.
final class Arguments {
  private final Map<String, String> given = new HashMap<>();

  Arguments(List<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("not name=value: " + word);
      }
      given.put(word.substring(0, equals), word.substring(equals + 1));
    }
  }

  String text(String name, String fallback) {
    return given.getOrDefault(name, fallback);
  }

  int count(String name, int fallback) {
    return Integer.parseInt(text(name, Integer.toString(fallback)));
  }

  long number(String name, long fallback) {
    return Long.parseLong(text(name, Long.toString(fallback)));
  }

  double decimal(String name, double fallback) {
    return Double.parseDouble(text(name, Double.toString(fallback)));
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(text(name, "false"));
  }

  URI url() {
    return URI.create(text("url", "http://127.0.0.1:8484"));
  }

  /// The processes whose cost is measured.
  List<Long> pids() {
    return Stream.of(text("pids", "").split(","))
        .filter(word -> !word.isEmpty())
        .map(Long::valueOf)
        .toList();
  }
}
