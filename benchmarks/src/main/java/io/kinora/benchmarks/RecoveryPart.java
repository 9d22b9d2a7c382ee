package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.peer.Tool;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Starting again after `kill -9` in the middle of ingest, on stores of several sizes up to a
/// terabyte: sealed segments that are all hole, which a start does not open, and some real
/// gigabytes on top. And starting without an index, which is made again from all of the log.
final class RecoveryPart implements Part {
  private static final String PART = "recovery";
  private static final int SESSIONS = 50;
  private static final int STREAMS = 40;

  /// Of 250 kB each.
  private static final List<Integer> ROWS_PER_STREAM = List.of(1_000, 10_000, 100_000);

  private static final List<Integer> QUICK_ROWS_PER_STREAM = List.of(1_000);
  private static final List<Long> REBUILT_BYTES =
      List.of(1_000_000_000L, 4_000_000_000L, 16_000_000_000L);
  private static final List<Long> QUICK_REBUILT_BYTES = List.of(1_000_000_000L);
  private static final long REAL_BYTES = 2_000_000_000L;
  private static final long PATIENCE_NS = 1_800_000_000_000L;
  private static final List<String> INDEX_FILES =
      List.of("index.db", "index.db-wal", "index.db-shm");
  private static final Pattern OPENED = Pattern.compile("Store opened in (\\d+) ms: .*");

  private record Status(long fragments, long storedBytes) {}

  @Override
  public void run(Bench bench) throws IOException {
    for (int rows : bench.quick() ? QUICK_ROWS_PER_STREAM : ROWS_PER_STREAM) {
      killed(bench, rows);
    }
    for (long bytes : bench.quick() ? QUICK_REBUILT_BYTES : REBUILT_BYTES) {
      indexLost(bench, bytes);
    }
  }

  private static void killed(Bench bench, int rowsPerStream) throws IOException {
    var data = bench.fresh("recovery");
    var store = SyntheticStore.make(bench, data, STREAMS, rowsPerStream);
    var subject = "kill -9 during ingest, %,d sealed segments".formatted(store.segments());
    long since = System.currentTimeMillis();
    var acknowledged = crash(bench.kinora(data), REAL_BYTES);
    for (int round = 0; round < bench.rounds(); round++) {
      dropFromCache(data, since);
      var server = bench.kinora(data);
      report(bench, subject, Goal.atMost(2), server, acknowledged);
      acknowledged = crash(server, REAL_BYTES);
    }
    Bench.delete(data);
  }

  private static void indexLost(Bench bench, long bytes) throws IOException {
    var data = bench.fresh("recovery");
    var subject = "without its index, %s GB".formatted(Figure.number(bytes / 1e9));
    long since = System.currentTimeMillis();
    var acknowledged = crash(bench.kinora(data), bytes);
    for (int round = 0; round < bench.rounds(); round++) {
      for (var file : INDEX_FILES) {
        Files.deleteIfExists(data.resolve(file));
      }
      dropFromCache(data, since);
      try (var server = bench.kinora(data)) {
        report(bench, subject, Goal.NONE, server, acknowledged);
      }
    }
    Bench.delete(data);
  }

  private static void report(
      Bench bench, String subject, Goal goal, ServerProcess server, Status acknowledged)
      throws IOException {
    var found = status(server);
    if (found.fragments() < acknowledged.fragments()) {
      throw new IOException(
          "%d fragments of %d".formatted(found.fragments(), acknowledged.fragments()));
    }
    var report = bench.report();
    report.add(new Figure(PART, subject, "log", "GB", Goal.NONE), found.storedBytes() / 1e9);
    report.add(new Figure(PART, subject, "start until ready", "s", goal), server.readySeconds());
    var opened = OPENED.matcher(Files.readString(bench.log()));
    if (opened.find()) {
      System.err.println(opened.group());
      report.add(
          new Figure(PART, subject, "of which opening the store", "ms", Goal.NONE),
          Double.parseDouble(opened.group(1)));
    }
  }

  /// Ingests so many octets, then kills the server in the middle of it.
  ///
  /// @return what the store said shortly before
  private static Status crash(ServerProcess server, long bytes) throws IOException {
    var settings = Map.of("url", server.url(), "sessions", SESSIONS, "seconds", 3600);
    try (var _ = LoadProcess.start("put", settings)) {
      long deadline = System.nanoTime() + PATIENCE_NS;
      var status = status(server);
      long target = status.storedBytes() + bytes;
      while (status.storedBytes() < target) {
        if (System.nanoTime() > deadline) {
          throw new IOException("ingest has not come to its end in time");
        }
        pause();
        status = status(server);
      }
      server.kill();
      return status;
    }
  }

  private static Status status(ServerProcess server) throws IOException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(server.url().resolve("/healthz")).build();
      var body = JsonMapper.shared().readTree(client.send(request, BodyHandlers.ofString()).body());
      return new Status(
          body.required("fragments").longValue(), body.required("storedBytes").longValue());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(200);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /// Makes the kernel forget the files that were written since a time, as after a start of the
  /// machine.
  private static void dropFromCache(Path data, long sinceMs) throws IOException {
    try (var tree = Files.walk(data)) {
      for (var file : tree.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(file).toMillis() >= sinceMs) {
          drop(file);
        }
      }
    }
  }

  private static void drop(Path file) throws IOException {
    Tool.run(List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"));
  }
}
