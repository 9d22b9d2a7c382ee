package io.kinora.benchmarks.soak;

import io.kinora.benchmarks.load.Garbage;
import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A mixed load for as long as one likes, and a verdict.
@Command(
    name = "benchmarks/run soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Loads a server with all kinds of clients for a long time, and judges whether it grew.",
      "Ends with 1 if something leaks, an acknowledged fragment is missing, a player was refused,"
          + " acknowledgements became slow, or the log has a line that the load does not explain.",
      ""
    })
public final class Soak implements Callable<Integer> {
  private static final List<String> JAVA =
      List.of(
          "-Xmx672m", "-XX:MaxDirectMemorySize=1g", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");
  private static final double WARMUP_PART = 0.2;
  private static final int SETTLED_EACH = 4;
  private static final int SAMPLES = 240;

  /// Samples begin a little later than the load; those from when it may be over do not count.
  private static final int STOP_SECONDS = 3;

  private static final int HOUR_SECONDS = 3600;

  private static final int AGED_STREAMS = 20;

  /// About how long it takes to store what is to expire once.
  private static final double AGING_SECONDS = 6;

  @Option(names = "--minutes", description = "How long. Default: 30.")
  private double minutes = 30;

  @Option(names = "--producers", description = "Cameras that come and go. Default: 200.")
  private int producers = 200;

  @Option(names = "--readers", description = "Of GetMedia, live; as many archived. Default: 20.")
  private int readers = 20;

  @Option(names = "--viewers", description = "Players of live HLS. Default: 20.")
  private int viewers = 20;

  @Option(
      names = "--expiring",
      description = {
        "How often fragments that were stored an hour before expire during the run; needs"
            + " libfaketime. Default: 6."
      })
  private int expiring = 6;

  @Option(names = "--server", description = "The server's jar. Default: ./kinora of the checkout.")
  private Optional<Path> server = Optional.empty();

  @Option(names = "--scratch", description = "Directory for the store. Default: ./kinora-soak.")
  private Path scratch = Path.of("kinora-soak");

  @Option(names = "--output", description = "text or json. Default: text.")
  private String output = "text";

  private Soak() {}

  /// The command line.
  public static int run(String... words) {
    return new CommandLine(new Soak()).execute(words);
  }

  @Override
  public Integer call() throws IOException {
    delete(scratch);
    var folder = Files.createDirectories(scratch).toRealPath();
    age(folder);
    var verdict = soak(folder);
    delete(folder.resolve("data"));
    System.out.println(output.equals("json") ? verdict.json() : verdict.text());
    return verdict.faults().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /// Stores fragments while the server's clock stands almost an hour back, so that their retention
  /// ends one after the other in the time of the load.
  private void age(Path folder) throws IOException {
    var library = libfaketime();
    if (library.isEmpty()) {
      System.err.println("soak: nothing will expire, for there is no libfaketime");
      return;
    }
    for (int i = 0; i < expiring; i++) {
      double toBegin = AGING_SECONDS * (expiring - i);
      long secondsToLive = Math.round((i + 1.0) / (expiring + 1) * minutes * 60 + toBegin);
      var clock =
          Map.of(
              "LD_PRELOAD",
              library.get().toString(),
              "FAKETIME",
              "-" + (HOUR_SECONDS - secondsToLive) + "s",
              "FAKETIME_DONT_FAKE_MONOTONIC",
              "1");
      try (var aged = start(folder, clock)) {
        var put = new HashMap<>(load(aged));
        put.putAll(Map.of("sessions", Math.min(producers, AGED_STREAMS), "fragments", 5));
        put.putAll(Map.of("warmup", 0, "seconds", 30));
        put.put("retention-hours", 1);
        var _ = LoadProcess.run("put", put, LoadResult.Put.class);
      }
    }
  }

  private Verdict soak(Path folder) throws IOException {
    var segments = files(folder.resolve("data/log"));
    double seconds = minutes * 60;
    double warmup = WARMUP_PART * seconds;
    var samples = new ArrayList<Sample>();
    LoadResult.Soak result;
    try (var running = start(folder, Map.of());
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var settings = new HashMap<>(load(running));
      settings.putAll(Map.of("producers", producers, "readers", readers, "viewers", viewers));
      settings.put("warmup", warmup);
      settings.put("seconds", seconds - warmup);
      settings.put("stay", Math.min(40, seconds / 5));
      var load = CompletableFuture.supplyAsync(() -> load(settings), Thread::startVirtualThread);
      long start = System.nanoTime();
      while (!load.isDone()) {
        double at = (System.nanoTime() - start) / 1e9;
        boolean settled = samples.size() % SETTLED_EACH == SETTLED_EACH - 1;
        if (settled) {
          Garbage.collect(running.pid());
        }
        var sample = Sample.take(client, running.url(), running.pid(), at, settled);
        if (samples.isEmpty() && sample.metric("kinora_putmedia_sessions") < producers) {
          start = System.nanoTime();
        } else if (at < seconds) {
          samples.add(sample);
          segments.addAll(files(folder.resolve("data/log")));
          tell(sample);
        }
        pause(Math.max(500, (long) (seconds * 1000 / SAMPLES)));
      }
      result = load.join();
    }
    segments.removeAll(files(folder.resolve("data/log")));
    return Verdict.of(
        samples,
        new Verdict.Span(warmup, seconds - STOP_SECONDS),
        result,
        segments.size(),
        ServerLog.unexplained(folder.resolve("server.log")));
  }

  private static LoadResult.Soak load(Map<String, ?> settings) {
    try {
      return LoadProcess.run("soak", settings, LoadResult.Soak.class);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void tell(Sample sample) {
    System.err.printf(
        "%5.0f s: heap %4.0f MiB%s, anonymous %4.0f MiB, %3.0f connections, %,7.0f fragments,"
            + " %4.0f segments%n",
        sample.atSeconds(),
        sample.metric("jvm_heap_used_bytes") / (1 << 20),
        sample.settled() ? " settled" : "        ",
        sample.anonymousBytes() / (1 << 20),
        sample.metric("kinora_http_connections"),
        sample.metric("kinora_fragments_persisted_total"),
        sample.metric("kinora_store_segments"));
  }

  private ServerProcess start(Path folder, Map<String, String> environment) throws IOException {
    var options = List.of("--store.log-segment-size=16MiB", "--store.reaper-interval=5s");
    var data = folder.resolve("data");
    var checkout = Path.of(System.getProperty("kinora.checkout", "."));
    var command = ServerProcess.kinora(checkout, data, options);
    server.ifPresent(
        jar -> {
          command.removeFirst();
          command.addAll(0, List.of("--enable-native-access=ALL-UNNAMED", "-jar", jar.toString()));
          command.addAll(0, JAVA);
          command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        });
    return ServerProcess.start(command, environment, folder.resolve("server.log"));
  }

  private static Map<String, Object> load(ServerProcess server) {
    return Map.of(
        "url", server.url(), "pids", server.pid(), "fragment-bytes", 16_000, "frames", 10);
  }

  private static Optional<Path> libfaketime() throws IOException {
    try (var found = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (var folder : found) {
        var library = folder.resolve("faketime/libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return Optional.of(library);
        }
      }
    }
    return Optional.empty();
  }

  private static Set<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(Path::toString).collect(Collectors.toCollection(HashSet::new));
    }
  }

  private static void pause(long ms) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (var tree = Files.walk(path)) {
        for (var each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
