package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.peer.Nginx;
import io.kinora.benchmarks.peer.Tool;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A thousand players of one live stream of a megabit a second, each with a session of its own and
/// taking all media: a half with low latency, and a half that knows plain HLS only. Then as many
/// that all know plain HLS only, and as many of nginx, which makes its segments of the same rate by
/// RTMP and serves them as files.
final class ViewersPart implements Part {
  private static final String PART = "viewers";
  private static final int VIEWERS = 1000;
  private static final int QUICK_VIEWERS = 20;
  private static final long PATIENCE_NS = 60_000_000_000L;

  @Override
  public void run(Bench bench) throws IOException {
    for (int round = 0; round < bench.rounds(); round++) {
      int viewers = bench.quick() ? QUICK_VIEWERS : VIEWERS;
      measure(bench, "a half with low latency", viewers, viewers / 2);
      measure(bench, "plain", viewers, 0);
      nginx(bench, viewers);
    }
  }

  private static void measure(Bench bench, String how, int viewers, int lowLatency)
      throws IOException {
    var data = bench.fresh("viewers");
    LoadResult.Viewers result;
    try (var server = bench.kinora(data);
        var _ = camera(server);
        var api = new Api(server.url())) {
      var pids = String.valueOf(server.pid());
      result = load(bench, server.url(), pids, sessions(bench, api, viewers), lowLatency);
    }
    Bench.delete(data);
    report(bench, "%,d players of one live stream, %s".formatted(viewers, how), result);
  }

  /// The same of nginx, all of them plain.
  private static void nginx(Bench bench, int viewers) throws IOException {
    var root = Files.createDirectories(bench.fresh("viewers-nginx"));
    Files.createDirectories(root.resolve("live"));
    var footage = bench.scratch().resolve("viewers.flv");
    encode(footage);
    int port = Nginx.freePort();
    LoadResult.Viewers result;
    try (var nginx = Nginx.startLive(port, root, bench.scratch());
        var _ = Push.start(footage, port)) {
      awaitFile(root.resolve("live/bench.m3u8"));
      var paths = Collections.nCopies(viewers, "/live/bench.m3u8?");
      var playlists = Files.write(bench.scratch().resolve("viewers-playlists"), paths);
      var pids = String.join(",", nginx.pids().stream().map(String::valueOf).toList());
      result = load(bench, nginx.url(), pids, playlists, 0);
    }
    Bench.delete(root);
    report(bench, "%,d players of nginx with RTMP, plain".formatted(viewers), result);
  }

  private static LoadResult.Viewers load(
      Bench bench, URI url, String pids, Path playlists, int lowLatency) throws IOException {
    var settings = new HashMap<String, Object>(Map.of("url", url, "pids", pids));
    settings.putAll(Map.of("playlists", playlists, "low-latency", lowLatency));
    settings.put("warmup", bench.warmupSeconds() / 2);
    settings.put("seconds", bench.sampleSeconds() * 2);
    return LoadProcess.run("viewers", settings, LoadResult.Viewers.class);
  }

  /// A megabit a second, padded to that, a key frame each two seconds.
  private static void encode(Path footage) throws IOException {
    var command =
        ("ffmpeg -v error -y -f lavfi -i testsrc2=size=640x360:rate=25 -t 20 -c:v libx264"
                + " -preset ultrafast -g 50 -pix_fmt yuv420p -b:v 1M -maxrate 1M -bufsize 1M"
                + " -x264-params nal-hrd=cbr %s")
            .formatted(footage);
    Tool.run(List.of(command.split(" ")));
  }

  /// FFmpeg, which sends the same video again and again at its own pace.
  private record Push(Process process) implements AutoCloseable {
    static Push start(Path footage, int port) throws IOException {
      var command =
          "ffmpeg -v error -re -stream_loop -1 -i %s -c copy -f flv rtmp://127.0.0.1:%d/live/bench"
              .formatted(footage, port);
      return new Push(new ProcessBuilder(command.split(" ")).inheritIO().start());
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private static void awaitFile(Path file) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (Files.notExists(file)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("there is no " + file);
      }
      Bench.pause(200);
    }
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
    double perSecond = result.bytes() / 1e6 / result.serverCpuSeconds();
    add(bench, subject, "media per CPU second", "MB", perSecond, Goal.NONE);
    add(bench, subject, "load CPU", "cores", result.loadCpuSeconds() / seconds, Goal.NONE);
    add(bench, subject, "load late, at most", "ms", result.loadLateMs(), Goal.NONE);
  }

  private static void add(
      Bench bench, String subject, String measure, String unit, double value, Goal goal) {
    bench.report().add(new Figure(PART, subject, measure, unit, goal), value);
  }
}
