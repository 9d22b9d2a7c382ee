package io.kinora.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesTest {
  private static final Key<Integer> TRACKS = Key.count("ingest.max-tracks", "3", "Tracks.");
  private static final Key<ByteSize> MEMORY = Key.size("ingest.memory", "1MiB", "Memory.");
  private static final List<Key<?>> KNOWN = List.of(TRACKS, MEMORY);

  @TempDir private Path folder;

  @Test
  void theCommandLineBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws IOException {
    var file = Optional.of(write("ingest.max-tracks = 4\n"));
    var variables = Map.of("KINORA_INGEST_MAX_TRACKS", "5", "PATH", "/bin");
    var options = Map.of("ingest.max-tracks", "6");

    assertThat(tracks(Optional.empty(), Map.of(), Map.of())).isEqualTo(3);
    assertThat(tracks(file, Map.of(), Map.of())).isEqualTo(4);
    assertThat(tracks(file, variables, Map.of())).isEqualTo(5);
    assertThat(tracks(file, variables, options)).isEqualTo(6);
  }

  @Test
  void aWrongKeyInTheFileIsNamedWithTheNearestRightOne() throws IOException {
    var file = write("ingest.max-track=4\n");

    assertRefused(
        file, "unknown key ingest.max-track in " + file + "; did you mean ingest.max-tracks?");
  }

  @Test
  void aKeyThatStandsTwiceInTheFileIsRefused() throws IOException {
    var file = write("ingest.memory=1MiB\ningest.memory=2MiB\n");

    assertRefused(file, file + ": ingest.memory stands there twice");
  }

  @Test
  void aMissingFileIsNamed() {
    var file = folder.resolve("none.properties");

    assertRefused(file, "cannot read the configuration file " + file);
  }

  @Test
  void aWrongVariableIsNamedWithTheNearestRightOne() {
    assertThatThrownBy(() -> tracks(Optional.empty(), Map.of("KINORA_INGEST_MEMRY", "1"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unknown environment variable KINORA_INGEST_MEMRY; did you mean KINORA_INGEST_MEMORY?");
  }

  @Test
  void aNameNearNothingGetsNoGuess() {
    assertThatThrownBy(() -> tracks(Optional.empty(), Map.of(), Map.of("zzzz", "1")))
        .hasMessage("unknown key zzzz in the command line");
  }

  @Test
  void variablesOfTheStartScriptAndOfKubernetesAreNoKeys() {
    var variables =
        Map.of(
            "KINORA_CONFIG", "x",
            "KINORA_JAVA_OPTS", "-Xmx1g",
            "KINORA_PORT", "tcp://10.0.0.1:80",
            "KINORA_PORT_80_TCP_ADDR", "10.0.0.1",
            "KINORA_SERVICE_HOST", "10.0.0.1",
            "KINORA_SERVICE_PORT_HTTP", "80");

    assertThat(tracks(Optional.empty(), variables, Map.of())).isEqualTo(3);
  }

  @Test
  void aBadValueIsShownWithItsSource() {
    assertThatThrownBy(
            () -> tracks(Optional.empty(), Map.of("KINORA_INGEST_MAX_TRACKS", "x"), Map.of()))
        .hasMessage("ingest.max-tracks is \"x\" in the environment, but must be a whole number");
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> tracks(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("kinora.properties"), text);
  }

  private static int tracks(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    return new Sources(file, environment, options).read(KNOWN).get(TRACKS);
  }
}
