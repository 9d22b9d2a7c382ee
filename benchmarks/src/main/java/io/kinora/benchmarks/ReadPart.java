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

/// GetMedia of the archive, beside nginx serving the same octets from files. Both from the page
/// cache, to the same readers.
final class ReadPart implements Part {
  private static final String PART = "read";
  private static final int READERS = 8;

  /// Fragments that may wait for their acknowledgement.
  private static final int WINDOW = 2;

  private static final double MB = 1e6;

  /// Two seconds at one and at eight megabits per second.
  private static final List<Integer> FRAGMENT_BYTES = List.of(250_000, 2_000_000);

  private static final int STREAM_BYTES = 200_000_000;
  private static final int QUICK_STREAM_BYTES = 20_000_000;

  @Override
  public void run(Bench bench) throws IOException {
    for (int fragmentBytes : FRAGMENT_BYTES) {
      run(bench, fragmentBytes);
    }
  }

  private static void run(Bench bench, int fragmentBytes) throws IOException {
    int fragments = (bench.quick() ? QUICK_STREAM_BYTES : STREAM_BYTES) / fragmentBytes;
    var data = bench.fresh("read");
    var files = bench.fresh("files");
    Files.createDirectories(files);
    try (var server = bench.kinora(data)) {
      LoadProcess.store(server.url(), READERS, fragmentBytes, fragments, WINDOW);
      for (int i = 0; i < READERS; i++) {
        download(server.url(), "bench-" + i, files.resolve("bench-" + i));
      }
      try (var nginx = Nginx.start(files, bench.scratch())) {
        for (int round = 0; round < bench.rounds(); round++) {
          compare(bench, server, nginx, new Media(fragmentBytes, fragments));
        }
      }
    }
    Bench.delete(data);
    Bench.delete(files);
  }

  private record Media(int fragmentBytes, int fragments) {}

  private static void compare(Bench bench, ServerProcess server, Nginx nginx, Media media)
      throws IOException {
    var ours = load(bench, server.url(), List.of(server.pid()), media);
    var theirs = load(bench, nginx.url(), nginx.pids(), new Media(media.fragmentBytes(), 0));
    var size = ", fragments of %d kB".formatted(media.fragmentBytes() / 1000);
    add(bench, "GetMedia, archived" + size, ours);
    add(bench, "nginx, sendfile" + size, theirs);
    bench
        .report()
        .add(
            new Figure(
                PART, "GetMedia, archived" + size, "of nginx's MB/CPU-s", "", Goal.atLeast(0.9)),
            perCpu(ours) / perCpu(theirs));
  }

  private static LoadResult.Get load(Bench bench, URI url, List<Long> pids, Media media)
      throws IOException {
    var settings = new HashMap<String, Object>();
    settings.put("url", url);
    settings.put("pids", String.join(",", pids.stream().map(String::valueOf).toList()));
    settings.put("readers", READERS);
    settings.put("fragments", media.fragments());
    settings.put("fragment-bytes", media.fragmentBytes());
    settings.put("warmup", bench.warmupSeconds());
    settings.put("seconds", bench.sampleSeconds());
    return LoadProcess.run("get", settings, LoadResult.Get.class);
  }

  private static void add(Bench bench, String subject, LoadResult.Get result) {
    var report = bench.report();
    double mbps = result.bytes() / MB / result.seconds();
    report.add(new Figure(PART, subject, "served", "MB/s", Goal.NONE), mbps);
    report.add(new Figure(PART, subject, "served", "MB/CPU-s", Goal.NONE), perCpu(result));
    double cores = result.loadCpuSeconds() / result.seconds();
    report.add(new Figure(PART, subject, "load CPU", "cores", Goal.NONE), cores);
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
