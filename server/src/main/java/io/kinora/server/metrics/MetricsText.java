package io.kinora.server.metrics;

import java.math.BigDecimal;
import java.util.Map;

/// Numbers as Prometheus reads them: its text format, version 0.0.4. Names and labels are words of
/// this program, so that nothing needs to be escaped. For one thread.
public final class MetricsText {
  private static final int NANOS_DIGITS = 9;

  private final StringBuilder text = new StringBuilder(16 * 1024);

  /// A number that only grows, from 0 at the start of the process.
  public void counter(String name, String help, long value) {
    head(name, "counter", help);
    sample(name, "", Long.toString(value));
  }

  /// Numbers that only grow, one for each value of a label.
  public void counters(String name, String help, String label, Map<String, Long> values) {
    head(name, "counter", help);
    samples(name, label, values);
  }

  private void samples(String name, String label, Map<String, Long> values) {
    values.forEach(
        (word, value) -> sample(name, "{%s=\"%s\"}".formatted(label, word), Long.toString(value)));
  }

  /// A time that only grows, told in seconds.
  public void secondsCounter(String name, String help, long nanos) {
    head(name, "counter", help);
    sample(name, "", seconds(nanos));
  }

  /// A number that goes up and down.
  public void gauge(String name, String help, long value) {
    head(name, "gauge", help);
    sample(name, "", Long.toString(value));
  }

  /// Numbers that go up and down, one for each value of a label.
  public void gauges(String name, String help, String label, Map<String, Long> values) {
    head(name, "gauge", help);
    samples(name, label, values);
  }

  /// How long things took, in seconds.
  public void histogram(String name, String help, Histogram values) {
    head(name, "histogram", help);
    var now = values.now();
    now.forEachBucket(
        (boundNs, count) ->
            sample(
                name + "_bucket",
                "{le=\"%s\"}".formatted(boundNs == Long.MAX_VALUE ? "+Inf" : seconds(boundNs)),
                Long.toString(count)));
    sample(name + "_sum", "", seconds(now.sumNs()));
    sample(name + "_count", "", Long.toString(now.count()));
  }

  /// Begins a number with several labels; [#sample] follows.
  public void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /// One value of the number that was begun last.
  ///
  /// @param labels with their braces; empty for none
  public void sample(String name, String labels, String value) {
    text.append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, NANOS_DIGITS).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
