package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.process.ServerProcess;
import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The longest media playlist of HLS and manifest of DASH, 5,000 fragments: the first one after a
/// start, the first one of sessions that were forgotten because there are so many, the first one of
/// a session right after it was created, and the same one again.
final class PlaylistPart implements Part {
  private static final String PART = "playlist";
  private static final int FRAGMENTS = 5000;
  private static final int QUICK_FRAGMENTS = 200;
  private static final int FRAGMENT_BYTES = 10_000;

  /// Fragments that may wait for their acknowledgement.
  private static final int WINDOW = 64;

  private static final int SESSIONS = 300;
  private static final int QUICK_SESSIONS = 10;
  private static final double LIMIT_MS = 10;
  private static final double NS_PER_MS = 1e6;

  @Override
  public void run(Bench bench) throws IOException {
    var data = bench.fresh("playlist");
    int fragments = bench.quick() ? QUICK_FRAGMENTS : FRAGMENTS;
    long fromMs = System.currentTimeMillis();
    try (var server = bench.kinora(data)) {
      LoadProcess.store(server.url(), 1, FRAGMENT_BYTES, fragments, WINDOW);
    }
    var media = new Media(fromMs, (fragments + 30L) * SyntheticStream.FRAGMENT_MS, fragments);
    for (int round = 0; round < bench.rounds(); round++) {
      for (var kind : Kind.values()) {
        // A start each: what one has read into memory must not help the next.
        try (var server = bench.kinora(data);
            var api = new Api(server.url())) {
          measure(bench, server, api, kind, media);
        }
      }
    }
    Bench.delete(data);
  }

  /// What was ingested.
  private record Media(long fromMs, long lengthMs, int fragments) {}

  private enum Kind {
    HLS("HLS media playlist"),
    DASH("DASH manifest");

    private final String subject;

    Kind(String subject) {
      this.subject = subject;
    }

    PlaySession begin(Api api, Media media) throws IOException {
      return switch (this) {
        case HLS ->
            PlaySession.hls(api, "bench-0", "FRAGMENTED_MP4", media.fromMs(), media.lengthMs());
        case DASH -> PlaySession.dash(api, "bench-0", media.fromMs(), media.lengthMs());
      };
    }
  }

  private static void measure(Bench bench, ServerProcess server, Api api, Kind kind, Media media)
      throws IOException {
    var subject = kind.subject + ", %,d fragments".formatted(media.fragments());
    var sessions = new ArrayList<String>();
    for (int i = 0; i < (bench.quick() ? QUICK_SESSIONS : SESSIONS); i++) {
      sessions.add(kind.begin(api, media).playlist());
    }
    var first = once(bench, server, sessions.subList(0, 1));
    add(bench, subject, "first after a start", first.latency().maxMs(), Goal.NONE);
    // The Java machine compiles what it runs often; then other sessions come.
    again(bench, server, sessions.getFirst());
    var cold = once(bench, server, sessions.subList(1, sessions.size()));
    add(bench, subject, "forgotten session p50", cold.latency().p50Ms(), Goal.NONE);
    add(bench, subject, "forgotten session p99", cold.latency().p99Ms(), Goal.NONE);
    double newMs = newSessions(api, kind, media, sessions.size());
    add(bench, subject, "new session p50", newMs, Goal.atMost(LIMIT_MS));
    var warm = again(bench, server, sessions.getFirst());
    add(bench, subject, "again p50", warm.latency().p50Ms(), Goal.atMost(LIMIT_MS));
    add(bench, subject, "again p99", warm.latency().p99Ms(), Goal.NONE);
    bench
        .report()
        .add(
            new Figure(PART, subject, "size", "kB", Goal.NONE),
            warm.bytes() / 1e3 / warm.latency().count());
  }

  /// Milliseconds that the first playlist takes right after its session was created, half of them
  /// at most.
  private static double newSessions(Api api, Kind kind, Media media, int count) throws IOException {
    var times = new long[count];
    for (int i = 0; i < count; i++) {
      var session = kind.begin(api, media);
      long begun = System.nanoTime();
      api.get(session.playlist());
      times[i] = System.nanoTime() - begun;
    }
    Arrays.sort(times);
    return times[count / 2] / NS_PER_MS;
  }

  private static LoadResult.Fetch once(Bench bench, ServerProcess server, List<String> paths)
      throws IOException {
    return fetch(server.url(), server.pid(), targets(bench, paths), Map.of("once", true));
  }

  private static LoadResult.Fetch again(Bench bench, ServerProcess server, String path)
      throws IOException {
    return fetch(
        server.url(),
        server.pid(),
        targets(bench, List.of(path)),
        Map.of("warmup", bench.warmupSeconds() / 2, "seconds", bench.sampleSeconds() / 2.0));
  }

  private static LoadResult.Fetch fetch(URI url, long pid, Path targets, Map<String, ?> manner)
      throws IOException {
    var settings = new HashMap<String, Object>(manner);
    settings.putAll(Map.of("url", url, "pids", pid, "targets", targets, "connections", 1));
    return LoadProcess.run("fetch", settings, LoadResult.Fetch.class);
  }

  private static Path targets(Bench bench, List<String> paths) throws IOException {
    return Files.write(bench.scratch().resolve("playlist-targets"), paths);
  }

  private static void add(Bench bench, String subject, String measure, double ms, Goal goal) {
    bench.report().add(new Figure(PART, subject, measure, "ms", goal), ms);
  }
}
