package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.peer.Nginx;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// GetMedia of the archive, beside nginx serving the same octets from files. Both from the page
/// cache, to the same readers.
final class ReadPart implements Part {
  private static final String PART = "read";
  private static final int READERS = 8;
  private static final int FRAGMENT_BYTES = 250_000;
  private static final double MB = 1e6;

  @Override
  public void run(Bench bench) throws IOException {
    int fragments = bench.quick() ? 100 : 800;
    var data = bench.fresh("read");
    var files = bench.fresh("files");
    Files.createDirectories(files);
    try (var server = bench.kinora(data)) {
      LoadProcess.run(
          "put",
          Map.of(
              "url",
              server.url(),
              "sessions",
              READERS,
              "fragment-bytes",
              FRAGMENT_BYTES,
              "fragments",
              fragments,
              "warmup",
              0,
              "seconds",
              600),
          LoadResult.Put.class);
      for (int i = 0; i < READERS; i++) {
        download(server.url(), "bench-" + i, files.resolve("bench-" + i));
      }
      try (var nginx = Nginx.start(files, bench.scratch())) {
        for (int round = 0; round < bench.rounds(); round++) {
          var ours = kinora(bench, server, fragments);
          var theirs = nginx(bench, nginx);
          bench
              .report()
              .add(
                  new Figure(
                      PART,
                      "GetMedia, archived",
                      "share of nginx's MB/CPU-s",
                      "",
                      Goal.atLeast(0.9)),
                  perCpu(ours) / perCpu(theirs));
        }
      }
    }
    Bench.delete(data);
    Bench.delete(files);
  }

  private static LoadResult.Get kinora(Bench bench, ServerProcess server, int fragments)
      throws IOException {
    var result = load(bench, server.url(), List.of(server.pid()), fragments);
    add(bench, "GetMedia, archived", result);
    return result;
  }

  private static LoadResult.Get nginx(Bench bench, Nginx nginx) throws IOException {
    var result = load(bench, nginx.url(), nginx.pids(), 0);
    add(bench, "nginx, sendfile", result);
    return result;
  }

  private static LoadResult.Get load(Bench bench, URI url, List<Long> pids, int fragments)
      throws IOException {
    var settings = new HashMap<String, Object>();
    settings.put("url", url);
    settings.put("pids", String.join(",", pids.stream().map(String::valueOf).toList()));
    settings.put("readers", READERS);
    settings.put("fragments", fragments);
    settings.put("fragment-bytes", FRAGMENT_BYTES);
    settings.put("warmup", bench.warmupSeconds());
    settings.put("seconds", bench.sampleSeconds());
    return LoadProcess.run("get", settings, LoadResult.Get.class);
  }

  private static void add(Bench bench, String subject, LoadResult.Get result) {
    var report = bench.report();
    report.add(
        new Figure(PART, subject, "served", "MB/s", Goal.NONE),
        result.bytes() / MB / result.seconds());
    report.add(new Figure(PART, subject, "served", "MB/CPU-s", Goal.NONE), perCpu(result));
    report.add(
        new Figure(PART, subject, "load CPU", "cores", Goal.NONE),
        result.loadCpuSeconds() / result.seconds());
  }

  private static double perCpu(LoadResult.Get result) {
    return result.bytes() / MB / result.serverCpuSeconds();
  }

  /// Keeps what GetMedia sends as a file.
  private static void download(URI url, String stream, Path file) throws IOException {
    var request =
        HttpRequest.newBuilder(url.resolve("/getMedia"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"StreamName":"%s","StartSelector":{"StartSelectorType":"EARLIEST"}}\
                    """
                        .formatted(stream)))
            .build();
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      client.send(request, BodyHandlers.ofFile(file));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
