package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// ListFragments, 1,000 rows of ten million, at random places, by both clocks.
final class ListPart implements Part {
  private static final String PART = "list";
  private static final int STREAMS = 100;
  private static final int ROWS_PER_STREAM = 100_000;
  private static final int QUICK_ROWS_PER_STREAM = 10_000;
  private static final List<String> AXES = List.of("SERVER_TIMESTAMP", "PRODUCER_TIMESTAMP");

  @Override
  public void run(Bench bench) throws IOException {
    var data = bench.fresh("list");
    int rows = bench.quick() ? QUICK_ROWS_PER_STREAM : ROWS_PER_STREAM;
    var store = SyntheticStore.make(bench, data, STREAMS, rows);
    try (var server = bench.kinora(data)) {
      bench
          .report()
          .add(
              new Figure(
                  PART,
                  "start with %,d sealed segments".formatted(store.segments()),
                  "until ready",
                  "s",
                  Goal.NONE),
              server.readySeconds());
      for (int round = 0; round < bench.rounds(); round++) {
        for (var axis : AXES) {
          measure(bench, server, store, axis);
        }
      }
    }
    Bench.delete(data);
  }

  private static void measure(Bench bench, ServerProcess server, SyntheticStore store, String axis)
      throws IOException {
    var result =
        LoadProcess.run(
            "list",
            Map.of(
                "url", server.url(),
                "pids", server.pid(),
                "streams", store.streams(),
                "rows", store.rowsPerStream(),
                "first-ms", store.firstMs(),
                "step-ms", SyntheticStore.STEP_MS,
                "axis", axis,
                "warmup", bench.warmupSeconds(),
                "seconds", bench.sampleSeconds()),
            LoadResult.List.class);
    long rows = (long) store.streams() * store.rowsPerStream();
    var subject = "1,000 of %,d rows, %s".formatted(rows, axis);
    var report = bench.report();
    report.add(new Figure(PART, subject, "answer p50", "ms", Goal.NONE), result.latency().p50Ms());
    report.add(
        new Figure(PART, subject, "answer p99", "ms", Goal.atMost(5)), result.latency().p99Ms());
    report.add(
        new Figure(PART, subject, "server CPU", "ms/request", Goal.NONE),
        1000 * result.serverCpuSeconds() / result.latency().count());
  }
}
