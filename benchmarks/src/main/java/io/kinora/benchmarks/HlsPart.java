package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.peer.Nginx;
import io.kinora.benchmarks.process.ServerProcess;
import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// HLS segments, fragmented MP4 and transport stream, beside nginx serving the same octets from
/// files. Both from the page cache, to the same clients.
final class HlsPart implements Part {
  private static final String PART = "hls";
  private static final double MB = 1e6;

  /// Two seconds at one and at eight megabits per second.
  private static final List<Integer> FRAGMENT_BYTES = List.of(250_000, 2_000_000);

  private static final List<String> CONTAINERS = List.of("FRAGMENTED_MP4", "MPEG_TS");
  private static final int STREAM_BYTES = 100_000_000;
  private static final int QUICK_STREAM_BYTES = 10_000_000;

  /// Fragments that may wait for their acknowledgement.
  private static final int WINDOW = 2;

  /// The Java machine needs longer than usual to compile all that a segment takes.
  private static final int WARMUPS = 2;

  /// Of what nginx serves for a second of processor time.
  private static final double NGINX_SHARE = 0.7;

  @Override
  public void run(Bench bench) throws IOException {
    for (int fragmentBytes : FRAGMENT_BYTES) {
      run(bench, fragmentBytes);
    }
  }

  private static void run(Bench bench, int fragmentBytes) throws IOException {
    int fragments = (bench.quick() ? QUICK_STREAM_BYTES : STREAM_BYTES) / fragmentBytes;
    var data = bench.fresh("hls");
    var files = bench.fresh("hls-files");
    Files.createDirectories(files);
    try (var server = bench.kinora(data);
        var api = new Api(server.url())) {
      long fromMs = System.currentTimeMillis();
      LoadProcess.store(server.url(), 1, fragmentBytes, fragments, WINDOW);
      var cases = new ArrayList<Case>();
      for (var container : CONTAINERS) {
        long lengthMs = (fragments + 30L) * SyntheticStream.FRAGMENT_MS;
        var session = PlaySession.hls(api, "bench-0", container, fromMs, lengthMs);
        cases.add(keep(session, container, files));
      }
      try (var nginx = Nginx.start(files, bench.scratch())) {
        for (int round = 0; round < bench.rounds(); round++) {
          for (var each : cases) {
            compare(bench, server, nginx, fragmentBytes, each);
          }
        }
      }
    }
    Bench.delete(data);
    Bench.delete(files);
  }

  /// @param container of the segments
  /// @param ours a file with their paths here
  /// @param theirs a file with their paths at nginx
  private record Case(String container, Path ours, Path theirs) {}

  /// Keeps all segments as files.
  private static Case keep(PlaySession session, String container, Path files) throws IOException {
    var ours = session.segments();
    var theirs = new ArrayList<String>();
    for (int i = 0; i < ours.size(); i++) {
      var name = container.toLowerCase(Locale.ROOT) + "-" + i;
      Files.write(files.resolve(name), session.api().get(ours.get(i)));
      theirs.add("/" + name);
    }
    return new Case(
        container,
        Files.write(files.resolve(container + ".ours"), ours),
        Files.write(files.resolve(container + ".theirs"), theirs));
  }

  private static void compare(
      Bench bench, ServerProcess server, Nginx nginx, int fragmentBytes, Case each)
      throws IOException {
    double warmup = WARMUPS * bench.warmupSeconds();
    var ours = load(bench, server.url(), List.of(server.pid()), each.ours(), warmup);
    var theirs = load(bench, nginx.url(), nginx.pids(), each.theirs(), 1);
    var subject =
        "%s, %d kB"
            .formatted(each.container().equals("MPEG_TS") ? "TS" : "fMP4", fragmentBytes / 1000);
    add(bench, "HLS " + subject, ours);
    add(bench, "nginx, the same " + subject, theirs);
    var goal = each.container().equals("MPEG_TS") ? Goal.NONE : Goal.atLeast(NGINX_SHARE);
    bench
        .report()
        .add(
            new Figure(PART, "HLS " + subject, "of nginx's MB/CPU-s", "", goal),
            perCpu(ours) / perCpu(theirs));
  }

  private static LoadResult.Fetch load(
      Bench bench, URI url, List<Long> pids, Path targets, double warmupSeconds)
      throws IOException {
    return LoadProcess.run(
        "fetch",
        Map.of(
            "url",
            url,
            "pids",
            String.join(",", pids.stream().map(String::valueOf).toList()),
            "targets",
            targets,
            "warmup",
            warmupSeconds,
            "seconds",
            bench.sampleSeconds()),
        LoadResult.Fetch.class);
  }

  private static void add(Bench bench, String subject, LoadResult.Fetch result) {
    var report = bench.report();
    report.add(
        new Figure(PART, subject, "segments", "1/s", Goal.NONE),
        result.latency().count() / result.seconds());
    report.add(new Figure(PART, subject, "served", "MB/CPU-s", Goal.NONE), perCpu(result));
    report.add(
        new Figure(PART, subject, "server CPU", "µs/segment", Goal.NONE),
        1e6 * result.serverCpuSeconds() / result.latency().count());
  }

  private static double perCpu(LoadResult.Fetch result) {
    return result.bytes() / MB / result.serverCpuSeconds();
  }
}
