package io.kinora.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.benchmarks.load.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A short soak of the packaged server, and what a soak says of a server that leaks.
final class SoakTest {
  private static final String SERVER =
      System.getProperty("kinora.server", "../server/target/kinora-server.jar");
  private static final Verdict.Span SPAN = new Verdict.Span(60, 360);

  @TempDir private Path folder;

  @Test
  void halfAMinuteOfAllKindsOfClientsLeavesTheServerAsItWas() {
    assertThat(Path.of(SERVER)).as("package the server first").exists();
    int exit =
        Soak.run(
            "--minutes=0.4",
            "--producers=20",
            "--readers=5",
            "--viewers=6",
            "--expiring=1",
            "--server=" + SERVER,
            "--scratch=" + folder.resolve("soak"));

    assertThat(exit).isZero();
  }

  @Test
  void aHeapThatGrowsIsALeakAndOneThatSwingsIsNot() {
    assertThat(verdict(second -> 50 + second % 30, 0, 10).faults()).isEmpty();
    assertThat(verdict(second -> 50 + second / 10.0, 0, 10).faults())
        .containsExactly("heap after a collection, MiB grew");
  }

  @Test
  void whatIsMissingOrSlowOrUnexplainedIsAFault() {
    assertThat(verdict(_ -> 50, 1, 10).faults())
        .containsExactly("1 acknowledged fragments are missing");
    assertThat(verdict(_ -> 50, 0, 1000).faults()).containsExactly("acknowledgements became slow");
  }

  @Test
  void aLineOfTheLogIsExplainedOrShown() throws IOException {
    var log =
        Files.write(
            folder.resolve("server.log"),
            List.of(
                "2026-11-22T01:00:00.000Z INFO  [kinora-http-1-1] PutMediaSession: stream bench-1:"
                    + " connection lost inside a fragment",
                "2026-11-22T01:00:00.000Z WARN  [kinora-log] Shard: 3 fragments could not be"
                    + " stored",
                "java.io.IOException: no"));

    assertThat(ServerLog.unexplained(log))
        .hasSize(2)
        .first()
        .asString()
        .contains("3 fragments could not be stored");
  }

  /// A number that follows the seconds.
  private interface Curve {
    double at(int second);
  }

  /// @param heap in MiB
  /// @param lastMs the slowest of a hundred acknowledgements in the last third; 100 in the first
  private static Verdict verdict(Curve heap, long missing, double lastMs) {
    var samples = new ArrayList<Sample>();
    for (int second = 0; second < 360; second += 2) {
      var metrics = Map.of("jvm_heap_used_bytes", heap.at(second) * (1 << 20));
      samples.add(new Sample(second, true, metrics, 0, 30, 10, 10, 10, 10, 300));
    }
    var first = new LoadResult.Latency(1000, 20, 100, 200);
    var last = new LoadResult.Latency(1000, 20, lastMs, 2000);
    var load = new LoadResult.Soak(360, 1, 1, 1, missing, first, last, 1, 1, 1, 0, 0, 1, 1, 1, 0);
    return Verdict.of(samples, SPAN, load, 1, List.of());
  }
}
