package io.kinora.benchmarks.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a server takes at a moment, by its metrics and by Linux.
///
/// @param atSeconds from the beginning of the load
/// @param settled whether its garbage was collected just before
/// @param metrics those without labels
/// @param anonymousBytes resident memory that belongs to no file
/// @param threads of the system
/// @param logFiles descriptors of files of the media log
/// @param sockets descriptors of sockets
/// @param otherFiles all other descriptors
/// @param logMaps memory maps of files of the media log
/// @param otherMaps all other memory maps
record Sample(
    double atSeconds,
    boolean settled,
    Map<String, Double> metrics,
    double anonymousBytes,
    double threads,
    double logFiles,
    double sockets,
    double otherFiles,
    double logMaps,
    double otherMaps) {
  private static final String LOG_FOLDER = "/log/";

  static Sample take(HttpClient client, URI url, long pid, double atSeconds, boolean settled)
      throws IOException {
    var metrics = metrics(client, url);
    var process = Path.of("/proc", Long.toString(pid));
    var status = Files.readAllLines(process.resolve("status"));
    var files = descriptors(process.resolve("fd"));
    long logFiles = files.stream().filter(target -> target.contains(LOG_FOLDER)).count();
    long sockets = files.stream().filter(target -> target.startsWith("socket:")).count();
    List<String> maps = Files.readAllLines(process.resolve("maps"));
    long logMaps = maps.stream().filter(line -> line.contains(LOG_FOLDER)).count();
    return new Sample(
        atSeconds,
        settled,
        metrics,
        1024 * number(status, "RssAnon:"),
        number(status, "Threads:"),
        logFiles,
        sockets,
        files.size() - logFiles - sockets,
        logMaps,
        maps.size() - logMaps);
  }

  double metric(String name) {
    return metrics.getOrDefault(name, 0.0);
  }

  private static Map<String, Double> metrics(HttpClient client, URI url) throws IOException {
    try {
      var request = HttpRequest.newBuilder(url.resolve("/metrics")).build();
      return client
          .send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> !line.startsWith("#") && line.indexOf('{') < 0)
          .map(line -> line.split(" "))
          .collect(
              Collectors.toMap(
                  word -> word[0],
                  word -> Double.valueOf(word[1]),
                  (_, later) -> later,
                  TreeMap::new));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /// What the descriptors of a process lead to.
  private static List<String> descriptors(Path folder) throws IOException {
    try (var links = Files.list(folder)) {
      return links.map(Sample::target).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "socket: closed meanwhile";
    }
  }

  private static double number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }
}
