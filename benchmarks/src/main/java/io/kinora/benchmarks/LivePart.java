package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// GetMedia at the live edge: how long a frame takes from the producer's socket to the reader's.
final class LivePart implements Part {
  private static final String PART = "live";

  private record Case(int streams, int readers) {}

  private static final List<Case> CASES =
      List.of(new Case(1, 1), new Case(50, 1), new Case(10, 20), new Case(200, 1));

  @Override
  public void run(Bench bench) throws IOException {
    for (int round = 0; round < bench.rounds(); round++) {
      for (var each : CASES) {
        measure(bench, each);
      }
    }
  }

  private static void measure(Bench bench, Case load) throws IOException {
    LoadResult.Live result;
    var data = bench.fresh("live");
    try (var server = bench.kinora(data)) {
      result =
          LoadProcess.run(
              "live",
              Map.of(
                  "url", server.url(),
                  "pids", server.pid(),
                  "streams", load.streams(),
                  "readers", load.readers(),
                  "warmup", bench.warmupSeconds(),
                  "seconds", bench.sampleSeconds()),
              LoadResult.Live.class);
    }
    Bench.delete(data);
    var subject = "%d cameras, %d readers each".formatted(load.streams(), load.readers());
    var report = bench.report();
    report.add(
        new Figure(PART, subject, "frame in to frame out p50", "ms", Goal.NONE),
        result.latency().p50Ms());
    report.add(
        new Figure(PART, subject, "frame in to frame out p99", "ms", Goal.atMost(20)),
        result.latency().p99Ms());
    report.add(
        new Figure(PART, subject, "load late, at most", "ms", Goal.NONE), result.loadLateMs());
    report.add(
        new Figure(PART, subject, "server CPU", "cores", Goal.NONE),
        result.serverCpuSeconds() / result.seconds());
  }
}
