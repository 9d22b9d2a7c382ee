package io.kinora.benchmarks;

import io.kinora.benchmarks.discard.DiscardServer;
import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.peer.Fio;
import io.kinora.benchmarks.process.ServerProcess;
import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// PutMedia, flat out and in real time, beside the disk alone (`fio`) and beside the same server on
/// a store that keeps nothing.
final class IngestPart implements Part {
  private static final String PART = "ingest";
  private static final List<Integer> SESSIONS = List.of(1, 50, 500, 2000);
  private static final List<Integer> CAMERAS = List.of(1, 50, 500, 2000);
  private static final int BATCH_BYTES = 4 << 20;
  private static final int FRAGMENT_BYTES = 250_000;
  private static final int BLOCK_BYTES = 4096;
  private static final int SINGLE_SESSION_WINDOW = 4;
  private static final long FIO_MAX_BYTES = 4L << 30;
  private static final int WARMING_SESSIONS = 10;

  /// From so many on, the memory of a session stands out of the noise.
  private static final int MEMORY_CAMERAS = 500;

  private static final double KB = 1e3;
  private static final double MB = 1e6;
  private static final double GB = 1e9;

  @Override
  public void run(Bench bench) throws IOException {
    var fio = new Fio(bench.scratch());
    for (int round = 0; round < bench.rounds(); round++) {
      write(bench, fio, Fio.Io.BUFFERED);
      for (int sessions : SESSIONS) {
        double diskMbps = write(bench, fio, Fio.Io.DIRECT);
        stored(bench, sessions, diskMbps);
        discarded(bench, sessions);
      }
      for (int cameras : CAMERAS) {
        double syncP99Ms = sync(bench, fio);
        cameras(bench, cameras, syncP99Ms);
      }
    }
  }

  /// The disk alone, in batches as large as the store's.
  private static double write(Bench bench, Fio fio, Fio.Io io) throws IOException {
    var result = fio.write(io, BATCH_BYTES, FIO_MAX_BYTES, bench.sampleSeconds());
    add(bench, "fio, 4 MiB and fdatasync, " + io, "written", "MB/s", result.megabytesPerSecond());
    return result.megabytesPerSecond();
  }

  private static double sync(Bench bench, Fio fio) throws IOException {
    var result = fio.write(Fio.Io.DIRECT, BLOCK_BYTES, FIO_MAX_BYTES, bench.sampleSeconds());
    add(bench, "fio, 4 KiB appended", "fdatasync p50", "ms", result.p50Ms());
    add(bench, "fio, 4 KiB appended", "fdatasync p99", "ms", result.p99Ms());
    return result.p99Ms();
  }

  private static void stored(Bench bench, int sessions, double diskMbps) throws IOException {
    LoadResult.Put result;
    var data = bench.fresh("ingest");
    try (var server = bench.kinora(data)) {
      result = load(bench, server, sessions, Map.of());
    }
    Bench.delete(data);
    var subject = sessions + " sessions, flat out";
    double mbps = result.bytes() / MB / result.seconds();
    add(bench, subject, "persisted", "MB/s", mbps);
    // One session cannot fill a batch, so it has no share to reach.
    var share = sessions == 1 ? Goal.NONE : Goal.atLeast(0.8);
    add(bench, new Figure(PART, subject, "of fio direct", "", share), mbps / diskMbps);
    cost(bench, subject, result, Goal.atMost(5));
    add(bench, subject, "PERSISTED p50", "ms", result.latency().p50Ms());
    add(bench, subject, "PERSISTED p99", "ms", result.latency().p99Ms());
    add(bench, subject, "peak RSS", "MB", result.serverPeakBytes() / MB);
  }

  private static void discarded(Bench bench, int sessions) throws IOException {
    var data = bench.fresh("discard");
    try (var server = discard(bench, data)) {
      var result = load(bench, server, sessions, Map.of());
      cost(bench, sessions + " sessions, discarded", result, Goal.NONE);
    }
    Bench.delete(data);
  }

  private static void cost(Bench bench, String subject, LoadResult.Put result, Goal cpu) {
    double gb = result.bytes() / GB;
    add(bench, subject, "fragments", "1/s", result.fragments() / result.seconds());
    var figure = new Figure(PART, subject, "server CPU", "s/GB", cpu);
    add(bench, figure, result.serverCpuSeconds() / gb);
    add(bench, subject, "load CPU", "s/GB", result.loadCpuSeconds() / gb);
  }

  private static void cameras(Bench bench, int cameras, double syncP99Ms) throws IOException {
    LoadResult.Put result;
    var data = bench.fresh("ingest");
    try (var server = bench.kinora(data)) {
      load(bench, server, WARMING_SESSIONS, Map.of());
      var settings = Map.of("camera", true, "memory", cameras >= MEMORY_CAMERAS);
      result = load(bench, server, cameras, settings);
    }
    Bench.delete(data);
    var subject = cameras + " cameras, 1 fragment/2 s";
    double offered = cameras * result.seconds() * 1000 / SyntheticStream.FRAGMENT_MS;
    add(bench, subject, "persisted", "MB/s", result.bytes() / MB / result.seconds());
    add(bench, subject, "persisted of offered", "", result.fragments() / offered);
    add(bench, subject, "PERSISTED p50", "ms", result.latency().p50Ms());
    add(bench, subject, "PERSISTED p99", "ms", result.latency().p99Ms());
    add(
        bench,
        new Figure(PART, subject, "p99 above fdatasync p99", "ms", Goal.atMost(5)),
        result.latency().p99Ms() - syncP99Ms);
    add(bench, subject, "server CPU", "cores", result.serverCpuSeconds() / result.seconds());
    add(bench, subject, "load CPU", "cores", result.loadCpuSeconds() / result.seconds());
    add(bench, subject, "load late, at most", "ms", result.loadLateMs());
    add(bench, subject, "peak RSS", "MB", result.serverPeakBytes() / MB);
    if (cameras >= MEMORY_CAMERAS) {
      var memory = new Figure(PART, subject, "memory a session", "kB", Goal.atMost(100));
      add(bench, memory, result.sessionBytes() / KB);
    }
  }

  private static LoadResult.Put load(
      Bench bench, ServerProcess server, int sessions, Map<String, ?> more) throws IOException {
    var settings = new HashMap<String, Object>();
    settings.put("url", server.url());
    settings.put("pids", server.pid());
    settings.put("sessions", sessions);
    settings.put("fragment-bytes", FRAGMENT_BYTES);
    settings.put("window", sessions == 1 ? SINGLE_SESSION_WINDOW : 2);
    settings.put("warmup", bench.warmupSeconds());
    settings.put("seconds", bench.sampleSeconds());
    settings.putAll(more);
    var result = LoadProcess.run("put", settings, LoadResult.Put.class);
    if (result.fragments() == 0) {
      throw new IOException("nothing was persisted in the sample: the machine is too busy");
    }
    return result;
  }

  private static ServerProcess discard(Bench bench, Path data) throws IOException {
    return ServerProcess.start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:MaxDirectMemorySize=1g",
            "-XX:+UseG1GC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DiscardServer.class.getName(),
            data.toString()),
        Map.of(),
        bench.log());
  }

  private static void add(Bench bench, String subject, String measure, String unit, double sample) {
    add(bench, new Figure(PART, subject, measure, unit, Goal.NONE), sample);
  }

  private static void add(Bench bench, Figure figure, double sample) {
    bench.report().add(figure, sample);
  }
}
