package io.kinora.benchmarks;

import io.kinora.benchmarks.peer.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a run was measured on.
final class Machine {
  private Machine() {}

  static Map<String, String> describe(Path checkout, Path scratch) throws IOException {
    var facts = new LinkedHashMap<String, String>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    facts.put("commit", commit(checkout));
    facts.put(
        "cpu",
        "%d × %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(), value("/proc/cpuinfo", "model name")));
    facts.put("memory", value("/proc/meminfo", "MemTotal"));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "volume", Files.getFileStore(scratch).type() + ", " + Files.getFileStore(scratch).name());
    facts.put("load", Files.readString(Path.of("/proc/loadavg")).strip() + " at the start");
    facts.put("java", System.getProperty("java.vendor.version") + " " + Runtime.version());
    facts.put("fio", version("fio", "--version"));
    facts.put("nginx", version("nginx", "-v"));
    return facts;
  }

  private static String commit(Path checkout) throws IOException {
    var git = List.of("git", "-C", checkout.toString(), "describe", "--always", "--dirty");
    boolean isClone = Files.exists(checkout.resolve(".git"));
    return isClone && Tool.find("git").isPresent() ? Tool.run(git).strip() : "unknown";
  }

  private static String version(String program, String option) throws IOException {
    var path = Tool.find(program);
    return path.isEmpty() ? "missing" : Tool.run(List.of(path.get().toString(), option)).strip();
  }

  private static String value(String file, String name) throws IOException {
    return Files.readString(Path.of(file))
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
