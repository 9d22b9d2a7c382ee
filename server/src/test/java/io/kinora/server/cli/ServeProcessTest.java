package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process: started by a command, stopped by a signal.
final class ServeProcessTest {
  private static final int LIMIT_SECONDS = 60;

  @TempDir private Path folder;

  @Test
  void sigtermStopsTheServerCleanly() throws IOException, InterruptedException {
    var process = start();
    try (var out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).startsWith("Kinora ").contains(" ready at http://127.0.0.1:");

      process.toHandle().destroy();

      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
      assertThat(rest(out)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--listen=127.0.0.1:0",
            "--data=" + folder.resolve("data"),
            "--ingest.memory=64MiB");
    return new ProcessBuilder(command).redirectError(folder.resolve("log").toFile()).start();
  }

  private static List<String> rest(BufferedReader out) {
    return out.lines().toList();
  }
}
