package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Starting again after `kill -9` in the middle of ingest, on a store of tens of gigabytes.
final class RecoveryPart implements Part {
  private static final String PART = "recovery";
  private static final int SESSIONS = 50;
  private static final long STORE_BYTES = 50_000_000_000L;
  private static final long QUICK_STORE_BYTES = 1_000_000_000L;
  private static final long MORE_BYTES = 500_000_000L;
  private static final long PATIENCE_NS = 1_800_000_000_000L;
  private static final Pattern OPENED = Pattern.compile("Store opened in (\\d+) ms: .*");

  private record Status(long fragments, long storedBytes) {}

  @Override
  public void run(Bench bench) throws IOException {
    var data = bench.fresh("recovery");
    long target = bench.quick() ? QUICK_STORE_BYTES : STORE_BYTES;
    Status acknowledged = crash(bench.kinora(data), target);
    for (int round = 0; round < bench.rounds(); round++) {
      dropFromCache(data);
      var server = bench.kinora(data);
      var found = status(server);
      if (found.fragments() < acknowledged.fragments()) {
        throw new IOException(
            "%d fragments of %d".formatted(found.fragments(), acknowledged.fragments()));
      }
      report(bench, server, found);
      acknowledged = crash(server, found.storedBytes() + MORE_BYTES);
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

  /// Ingests until the log has so many octets, then kills the server in the middle of it.
  ///
  /// @return what the store said shortly before
  private static Status crash(ServerProcess server, long targetBytes) throws IOException {
    var settings = Map.of("url", server.url(), "sessions", SESSIONS, "seconds", 3600);
    try (var _ = LoadProcess.start("put", settings)) {
      long deadline = System.nanoTime() + PATIENCE_NS;
      var status = status(server);
      while (status.storedBytes() < targetBytes) {
        if (System.nanoTime() > deadline) {
          throw new IOException("ingest has not reached " + targetBytes + " octets in time");
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

  /// Makes the kernel forget the files, as after a start of the machine.
  private static void dropFromCache(Path data) throws IOException {
    try (var files = Files.walk(data)) {
      files.filter(Files::isRegularFile).forEach(RecoveryPart::drop);
    }
  }

  private static void drop(Path file) {
    try {
      new ProcessBuilder("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
