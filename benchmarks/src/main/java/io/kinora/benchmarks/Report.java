package io.kinora.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// All figures of a run, each with the samples of all rounds.
final class Report {
  private record Line(
      String part,
      String subject,
      String measure,
      String unit,
      double median,
      List<Double> samples,
      String goal) {}

  private record Whole(Map<String, String> machine, List<Line> figures) {}

  /// A part's samples in a file, for a run that goes on later.
  private record Kept(String commit, List<Samples> figures) {}

  private record Samples(Figure figure, List<Double> values) {}

  private final Map<String, String> machine;
  private final Map<Figure, List<Double>> samples = new LinkedHashMap<>();

  /// @param machine what it was measured on
  Report(Map<String, String> machine) {
    this.machine = machine;
  }

  /// Takes a sample, and says so on standard error: a run takes minutes.
  void add(Figure figure, double sample) {
    samples.computeIfAbsent(figure, _ -> new ArrayList<>()).add(sample);
    System.err.printf(
        "%s: %s: %s %s %s%n",
        figure.part(), figure.subject(), figure.measure(), Figure.number(sample), figure.unit());
  }

  /// Keeps the samples of a part.
  void keep(String part, Path file) throws IOException {
    var figures =
        samples.entrySet().stream()
            .filter(entry -> entry.getKey().part().equals(part))
            .map(entry -> new Samples(entry.getKey(), entry.getValue()))
            .toList();
    Files.createDirectories(file.getParent());
    JsonMapper.shared().writeValue(file.toFile(), new Kept(commit(), figures));
  }

  /// Takes the samples of a part that were kept, if they were taken of the same commit.
  boolean restore(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    var kept = JsonMapper.shared().readValue(file.toFile(), Kept.class);
    if (!kept.commit().equals(commit())) {
      return false;
    }
    kept.figures().forEach(each -> samples.put(each.figure(), new ArrayList<>(each.values())));
    return true;
  }

  private String commit() {
    return machine.getOrDefault("commit", "");
  }

  /// The median of the samples; of an even number, the mean of the two in the middle.
  static double median(List<Double> samples) {
    var sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  String text() {
    var text = new StringBuilder();
    machine.forEach((name, value) -> text.append("%-10s %s%n".formatted(name, value)));
    String part = "";
    for (var entry : samples.entrySet()) {
      var figure = entry.getKey();
      if (!figure.part().equals(part)) {
        part = figure.part();
        text.append(
            "%n%-42s %-24s %9s %-12s %-17s %s%n"
                .formatted(part, "", "median", "unit", "lowest–highest", "goal"));
      }
      text.append(line(figure, entry.getValue()).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String line(Figure figure, List<Double> samples) {
    double median = median(samples);
    double lowest = samples.stream().mapToDouble(sample -> sample).min().orElseThrow();
    double highest = samples.stream().mapToDouble(sample -> sample).max().orElseThrow();
    return "%-42s %-24s %9s %-12s %-17s %s"
        .formatted(
            figure.subject(),
            figure.measure(),
            Figure.number(median),
            figure.unit(),
            samples.size() > 1 ? Figure.number(lowest) + "–" + Figure.number(highest) : "",
            figure.goal().verdict(median));
  }

  String json() {
    var lines = new ArrayList<Line>();
    samples.forEach(
        (figure, values) ->
            lines.add(
                new Line(
                    figure.part(),
                    figure.subject(),
                    figure.measure(),
                    figure.unit(),
                    median(values),
                    values,
                    figure.goal().verdict(median(values)))));
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(new Whole(machine, lines));
  }
}
