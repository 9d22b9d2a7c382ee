package io.kinora.benchmarks.soak;

import io.kinora.benchmarks.load.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/// What a run came to.
///
/// @param measures what was compared
/// @param load what the clients saw
/// @param erased log segments that retention erased meanwhile
/// @param unexplained lines of the log
/// @param faults why the run failed; empty if it did not
record Verdict(
    List<Compared> measures,
    LoadResult.Soak load,
    int erased,
    List<String> unexplained,
    List<String> faults) {
  /// Acknowledgements in the last third may take so many times as long as in the first, and so
  /// many milliseconds more.
  private static final double ACK_RATIO = 2;

  private static final double ACK_SLACK_MS = 100;

  /// A thing at two times.
  record Compared(String name, double first, double last, double slack) {
    boolean grew() {
      return last > first + slack;
    }
  }

  /// The time that is judged.
  ///
  /// @param fromSeconds when the warm-up was over
  /// @param toSeconds when the load ended
  record Span(double fromSeconds, double toSeconds) {}

  static Verdict of(
      List<Sample> samples, Span span, LoadResult.Soak load, int erased, List<String> unexplained) {
    double third = (span.toSeconds() - span.fromSeconds()) / 3;
    var measures =
        Measure.ALL.stream()
            .map(
                each ->
                    new Compared(
                        each.name(),
                        each.median(samples, span.fromSeconds(), span.fromSeconds() + third),
                        each.median(samples, span.toSeconds() - third, span.toSeconds()),
                        each.slack()))
            .toList();
    var faults = new ArrayList<String>();
    measures.stream().filter(Compared::grew).forEach(each -> faults.add(each.name() + " grew"));
    if (load.missing() > 0) {
      faults.add(load.missing() + " acknowledged fragments are missing");
    }
    if (load.vanishedParts() > load.uploads()) {
      faults.add(load.vanishedParts() + " parts vanished");
    }
    if (load.viewerErrors() > 0) {
      faults.add(load.viewerErrors() + " requests of players failed");
    }
    if (load.last().p99Ms() > ACK_RATIO * load.first().p99Ms() + ACK_SLACK_MS) {
      faults.add("acknowledgements became slow");
    }
    if (erased == 0) {
      faults.add("retention erased no segment");
    }
    if (!unexplained.isEmpty()) {
      faults.add(unexplained.size() + " lines of the log are not explained");
    }
    return new Verdict(measures, load, erased, unexplained, List.copyOf(faults));
  }

  String json() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
  }

  String text() {
    var text = new StringBuilder();
    line(text, "", "first third", "last third", "slack");
    for (var each : measures) {
      line(text, each.name(), number(each.first()), number(each.last()), number(each.slack()));
    }
    var first = load.first();
    var last = load.last();
    line(text, "PERSISTED p50, ms", number(first.p50Ms()), number(last.p50Ms()), "");
    line(
        text,
        "PERSISTED p99, ms",
        number(first.p99Ms()),
        number(last.p99Ms()),
        "%s × and %s".formatted(number(ACK_RATIO), number(ACK_SLACK_MS)));
    text.append(
        """

        %,d fragments persisted in %,d uploads, %d missing; %,d read live, %,d read stored;
        %,d segments and parts played, %d gone with unfinished fragments, %d requests failed;
        %,d clips, %,d lists, %,d streams deleted; %,d log segments erased
        """
            .formatted(
                load.fragments(),
                load.uploads(),
                load.missing(),
                load.readLive(),
                load.readStored(),
                load.watched(),
                load.vanishedParts(),
                load.viewerErrors(),
                load.clips(),
                load.lists(),
                load.deleted(),
                erased));
    unexplained.stream().limit(20).forEach(each -> text.append("log: ").append(each).append('\n'));
    text.append(faults.isEmpty() ? "no leak\n" : "FAILED: " + String.join("; ", faults) + "\n");
    return text.toString();
  }

  private static void line(
      StringBuilder text, String name, String first, String last, String slack) {
    text.append("%-34s %12s %12s  %s".formatted(name, first, last, slack).stripTrailing())
        .append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }
}
