package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadMain;
import io.kinora.benchmarks.soak.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line of `benchmarks/run`.
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures Kinora beside its physical limits and prints one table.",
      "",
      "Parts: ingest, read, clip, list, live, hls, viewers, playlist, images, startup,"
          + " recovery, jmh. Without one, all of them, which takes about two hours"
          + " and 20 GB of disk.",
      "The load alone, against any server: benchmarks/run load put url=URL sessions=50"
          + " [NAME=VALUE]...",
      "Whether a server stays as it is for half an hour: benchmarks/run soak --help",
      ""
    })
public final class Main implements Callable<Integer> {
  private static final Map<String, Part> PARTS = parts();

  @Parameters(arity = "0..*", paramLabel = "PART", description = "What is to be measured.")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "One short round: to see that everything runs.")
  private boolean quick;

  @Option(names = "--rounds", description = "Samples of each figure. Default: 3.")
  private int rounds = 3;

  @Option(
      names = "--scratch",
      description = "Directory on the disk to be measured. Default: ./kinora-benchmark.")
  private Path scratch = Path.of("kinora-benchmark");

  @Option(
      names = "--resume",
      description = "Take the parts that were measured of this commit, and measure the rest.")
  private boolean resume;

  @Option(
      names = "--minutes",
      description = "Begin no part after so many minutes; --resume goes on. Default: no bound.")
  private int minutes = Integer.MAX_VALUE;

  @Option(names = "--output", description = "text or json. Default: text.")
  private String output = "text";

  private Main() {}

  public static void main(String[] words) throws IOException {
    if (words.length > 0 && words[0].equals("load")) {
      LoadMain.main(Arrays.copyOfRange(words, 1, words.length));
    } else if (words.length > 0 && words[0].equals("soak")) {
      System.exit(Soak.run(Arrays.copyOfRange(words, 1, words.length)));
    } else {
      System.exit(new CommandLine(new Main()).execute(words));
    }
  }

  private static Map<String, Part> parts() {
    var parts = new LinkedHashMap<String, Part>();
    parts.put("ingest", new IngestPart());
    parts.put("read", new ReadPart());
    parts.put("clip", new ClipPart());
    parts.put("list", new ListPart());
    parts.put("live", new LivePart());
    parts.put("hls", new HlsPart());
    parts.put("viewers", new ViewersPart());
    parts.put("playlist", new PlaylistPart());
    parts.put("images", new ImagesPart());
    parts.put("startup", new StartupPart());
    parts.put("recovery", new RecoveryPart());
    parts.put("jmh", new JmhPart());
    return parts;
  }

  @Override
  public Integer call() throws IOException {
    var chosen = names.isEmpty() ? PARTS.keySet() : names;
    for (var name : chosen) {
      if (!PARTS.containsKey(name)) {
        System.err.println("no such part: " + name + "; there are " + PARTS.keySet());
        return CommandLine.ExitCode.USAGE;
      }
    }
    var checkout = Path.of(System.getProperty("kinora.checkout", ".")).toRealPath();
    Files.createDirectories(scratch);
    var folder = scratch.toRealPath();
    var report = new Report(Machine.describe(checkout, folder));
    var bench = new Bench(checkout, folder, quick, quick ? 1 : rounds, report);
    long start = System.nanoTime();
    for (var entry : PARTS.entrySet()) {
      var part = entry.getKey();
      var kept = folder.resolve("figures").resolve(part + ".json");
      if (!chosen.contains(part) || (resume && report.restore(kept))) {
        continue;
      }
      if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(minutes)) {
        System.err.println("not measured: " + part);
        continue;
      }
      entry.getValue().run(bench);
      report.keep(part, kept);
    }
    System.out.println(output.equals("json") ? report.json() : report.text());
    return CommandLine.ExitCode.OK;
  }
}
