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

/// Starting again after `kill -9` in the middle of ingest, on a store of a terabyte: sealed
/// segments that are all hole, which a start does not open, and some real gigabytes on top.
final class RecoveryPart implements Part {
  private static final String PART = "recovery";
  private static final int SESSIONS = 50;
  private static final int STREAMS = 40;
  private static final int ROWS_PER_STREAM = 100_000;
  private static final int QUICK_ROWS_PER_STREAM = 1000;
  private static final long REAL_BYTES = 2_000_000_000L;
  private static final long PATIENCE_NS = 1_800_000_000_000L;
  private static final Pattern OPENED = Pattern.compile("Store opened in (\\d+) ms: .*");

  private record Status(long fragments, long storedBytes) {}

  @Override
  public void run(Bench bench) throws IOException {
    var data = bench.fresh("recovery");
    int rows = bench.quick() ? QUICK_ROWS_PER_STREAM : ROWS_PER_STREAM;
    SyntheticStore.make(bench, data, STREAMS, rows);
    long since = System.currentTimeMillis();
    var acknowledged = crash(bench.kinora(data));
    for (int round = 0; round < bench.rounds(); round++) {
      dropFromCache(data, since);
      var server = bench.kinora(data);
      var found = status(server);
      if (found.fragments() < acknowledged.fragments()) {
        throw new IOException(
            "%d fragments of %d".formatted(found.fragments(), acknowledged.fragments()));
      }
      report(bench, server, found);
      acknowledged = crash(server);
    }
    Bench.delete(data);
  }

  private static void report(Bench bench, ServerProcess server, Status found) throws IOException {
    var subject = "kill -9 during ingest";
    var report = bench.report();
    report.add(new Figure(PART, subject, "log", "GB", Goal.NONE), found.storedBytes() / 1e9);
    report.add(
        new Figure(PART, subject, "start until ready", "s", Goal.atMost(2)), server.readySeconds());
    var opened = OPENED.matcher(Files.readString(bench.log()));
    if (opened.find()) {
      System.err.println(opened.group());
      report.add(
          new Figure(PART, subject, "of which opening the store", "ms", Goal.NONE),
          Double.parseDouble(opened.group(1)));
    }
  }

  /// Ingests [#REAL_BYTES], then kills the server in the middle of it.
  ///
  /// @return what the store said shortly before
  private static Status crash(ServerProcess server) throws IOException {
    var settings = Map.of("url", server.url(), "sessions", SESSIONS, "seconds", 3600);
    try (var _ = LoadProcess.start("put", settings)) {
      long deadline = System.nanoTime() + PATIENCE_NS;
      var status = status(server);
      long target = status.storedBytes() + REAL_BYTES;
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
