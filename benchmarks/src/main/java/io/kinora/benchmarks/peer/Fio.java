package io.kinora.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the disk can do, whatever software stands in front of it: one writer, a new file, an
/// fdatasync behind each write.
public final class Fio {
  /// How the file is written.
  public enum Io {
    DIRECT,
    BUFFERED
  }

  /// What was measured.
  ///
  /// @param megabytesPerSecond written and synced
  /// @param p50Ms of an fdatasync
  /// @param p99Ms of an fdatasync
  public record Result(double megabytesPerSecond, double p50Ms, double p99Ms) {}

  private static final double NS_PER_MS = 1e6;

  private final Path program;
  private final Path folder;

  /// @param folder on the disk to be measured
  public Fio(Path folder) throws IOException {
    this.program = Tool.require("fio");
    this.folder = folder;
  }

  /// Writes blocks for some seconds, at most so many octets.
  public Result write(Io io, int blockBytes, long maxBytes, int seconds) throws IOException {
    var file = folder.resolve("fio.dat");
    try {
      return read(
          Tool.run(
              List.of(
                  program.toString(),
                  "--name=write",
                  "--filename=" + file,
                  "--rw=write",
                  "--ioengine=psync",
                  "--fallocate=none",
                  "--direct=" + (io == Io.DIRECT ? 1 : 0),
                  "--bs=" + blockBytes,
                  "--size=" + maxBytes,
                  "--runtime=" + seconds,
                  "--fdatasync=1",
                  "--output-format=json")));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static Result read(String output) {
    var root = JsonMapper.shared().readTree(output.substring(output.indexOf('{')));
    var job = root.required("jobs").required(0);
    var sync = job.required("sync").required("lat_ns").required("percentile");
    return new Result(
        job.required("write").required("bw_bytes").doubleValue() / 1e6,
        ms(sync.required("50.000000")),
        ms(sync.required("99.000000")));
  }

  private static double ms(JsonNode ns) {
    return ns.doubleValue() / NS_PER_MS;
  }
}
