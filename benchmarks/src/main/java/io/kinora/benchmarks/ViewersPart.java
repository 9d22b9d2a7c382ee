package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/// A thousand players of one live stream of a megabit a second, each with a session of its own and
/// taking all media: a half with low latency, and a half that knows plain HLS only.
final class ViewersPart implements Part {
  private static final String PART = "viewers";
  private static final int VIEWERS = 1000;
  private static final int QUICK_VIEWERS = 20;
  private static final long PATIENCE_NS = 60_000_000_000L;

  @Override
  public void run(Bench bench) throws IOException {
    for (int round = 0; round < bench.rounds(); round++) {
      measure(bench, bench.quick() ? QUICK_VIEWERS : VIEWERS);
    }
  }

  private static void measure(Bench bench, int viewers) throws IOException {
    var data = bench.fresh("viewers");
    LoadResult.Viewers result;
    try (var server = bench.kinora(data);
        var _ = camera(server);
        var api = new Api(server.url())) {
      result =
          LoadProcess.run(
              "viewers",
              Map.of(
                  "url",
                  server.url(),
                  "pids",
                  server.pid(),
                  "playlists",
                  sessions(bench, api, viewers),
                  "low-latency",
                  viewers / 2,
                  "warmup",
                  bench.warmupSeconds() / 2,
                  "seconds",
                  bench.sampleSeconds() * 2),
              LoadResult.Viewers.class);
    }
    Bench.delete(data);
    report(bench, "%,d players of one live stream".formatted(viewers), result);
  }

  private static LoadProcess camera(ServerProcess server) throws IOException {
    return LoadProcess.start(
        "put",
        Map.of("url", server.url(), "sessions", 1, "camera", true, "warmup", 0, "seconds", 3600));
  }

  /// A file with the path of a media playlist for each viewer.
  private static Path sessions(Bench bench, Api api, int viewers) throws IOException {
    var paths = new ArrayList<String>();
    paths.add(first(api).playlist());
    while (paths.size() < viewers) {
      paths.add(PlaySession.liveHls(api, "bench-0").playlist());
    }
    return Files.write(bench.scratch().resolve("viewers-playlists"), paths);
  }

  /// Refused until the camera's first fragment is there.
  private static PlaySession first(Api api) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      try {
        return PlaySession.liveHls(api, "bench-0");
      } catch (IOException notYet) {
        if (System.nanoTime() > deadline) {
          throw notYet;
        }
        Bench.pause(200);
      }
    }
  }

  private static void report(Bench bench, String subject, LoadResult.Viewers result) {
    add(bench, subject, "errors", "", result.errors(), Goal.atMost(0));
    add(bench, subject, "plain reload p50", "ms", result.plain().p50Ms(), Goal.NONE);
    add(bench, subject, "plain reload p99", "ms", result.plain().p99Ms(), Goal.NONE);
    add(bench, subject, "behind the first p50", "ms", result.behindFirst().p50Ms(), Goal.NONE);
    add(bench, subject, "behind the first p99", "ms", result.behindFirst().p99Ms(), Goal.NONE);
    add(bench, subject, "media p99", "ms", result.media().p99Ms(), Goal.NONE);
    double seconds = result.seconds();
    add(bench, subject, "media", "MB/s", result.bytes() / 1e6 / seconds, Goal.NONE);
    add(bench, subject, "server CPU", "cores", result.serverCpuSeconds() / seconds, Goal.NONE);
    add(bench, subject, "load CPU", "cores", result.loadCpuSeconds() / seconds, Goal.NONE);
    add(bench, subject, "load late, at most", "ms", result.loadLateMs(), Goal.NONE);
  }

  private static void add(
      Bench bench, String subject, String measure, String unit, double value, Goal goal) {
    bench.report().add(new Figure(PART, subject, measure, unit, goal), value);
  }
}
