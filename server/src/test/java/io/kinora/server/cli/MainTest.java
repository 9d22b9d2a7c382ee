package io.kinora.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theHelpNamesEveryCommandAndExitCode() {
    assertThat(run("--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("serve", "version", "Exit codes:", "0 ", "1 ", "2 ", "3 ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theHelpOfServeNamesEveryKeyWithItsDefault() {
    assertThat(run("serve", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(KinoraConfig.KEYS)
        .allSatisfy(key -> assertThat(out.toString()).contains(key.option() + "=", key.fallback()));
  }

  @Test
  void versionPrintsOneLine() {
    assertThat(run("version")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).matches("Kinora \\S+, Java 25\\S*\\R");
  }

  @Test
  void anUnknownOptionIsNamedWithTheNearestRightOne() {
    assertThat(run("--ingest.memry=1GiB")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err)
        .hasToString(
            "kinora: unknown argument --ingest.memry; did you mean --ingest.memory?%n".formatted());
  }

  @Test
  void anUnknownCommandIsNamedWithTheNearestRightOne() {
    assertThat(run("serv")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err).hasToString("kinora: unknown argument serv; did you mean serve?%n".formatted());
  }

  @Test
  void aValueFollowsItsOptionBehindAnEqualsSignOrAsTheNextWord() {
    assertThat(run("verify", "--data", folder.resolve("a").toString(), "--output=xml"))
        .isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).contains("not \"xml\"");
    assertThat(run("verify", "--output", "yml")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).contains("not \"yml\"");
  }

  @ParameterizedTest
  @CsvSource({
    "--region, --region needs a value",
    "--exit-when-ready=yes, --exit-when-ready takes no value",
    "--region=a --region=b, --region is given twice",
    "serve now, unknown argument now",
  })
  void wordsThatSayNothingAreNamed(String words, String complaint) {
    assertThat(run(words.split(" "))).isEqualTo(ExitCode.MISTAKE);
    assertThat(err).hasToString("kinora: %s%n".formatted(complaint));
  }

  @Test
  void everyCommandHasAHelpPageOfAHundredColumns() {
    for (var command : List.of("serve", "demo", "verify", "repair", "version")) {
      assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
    }
    assertThat(run("-h")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    assertThat(out.toString()).contains("Usage: kinora demo [--listen=HOST:PORT]\n");
  }

  @Test
  void aConfigurationMistakeIsOneLineWithoutAStackTrace() {
    assertThat(run("serve", "--ingest.max-tracks=0")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err).hasToString("kinora: ingest.max-tracks must be 1 to 100, not 0%n".formatted());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void verifyFindsASoundStoreSoundAndAFlippedOctet() throws Exception {
    assertThat(run("--data=" + folder, "--listen=127.0.0.1:0", "--exit-when-ready"))
        .isEqualTo(ExitCode.DONE);
    assertThat(run("verify", "--data=" + folder, "--output=json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("\"findings\":[]");
    try (var files = Files.list(folder.resolve("catalog"))) {
      var file = files.findFirst().orElseThrow();
      var octets = Files.readAllBytes(file);
      octets[8] ^= 1;
      Files.write(file, octets);
    }
    assertThat(run("verify", "--data=" + folder)).isEqualTo(ExitCode.DAMAGED);
    assertThat(out.toString()).contains("DAMAGED");
  }

  @Test
  void repairWritesADamagedCatalogAnewAndSaysWhereTheOldOneIs() throws Exception {
    assertThat(run("--data=" + folder, "--listen=127.0.0.1:0", "--exit-when-ready"))
        .isEqualTo(ExitCode.DONE);
    Path file;
    try (var files = Files.list(folder.resolve("catalog"))) {
      file = files.findFirst().orElseThrow();
    }
    var octets = Files.readAllBytes(file);
    octets[8] ^= 1;
    Files.write(file, octets);

    assertThat(run("repair", "--data=" + folder, "--dry-run")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("REPAIRED  catalog: ").contains("nothing was changed");
    assertThat(file).hasBinaryContent(octets);
    assertThat(run("repair", "--data=" + folder, "--output=json")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("\"setAside\":\"set-aside/");
    assertThat(run("verify", "--data=" + folder)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void verifyFindsTheStoreWhereTheConfigurationFileOfTheServerHasIt() throws Exception {
    assertThat(run("--data=" + folder, "--listen=127.0.0.1:0", "--exit-when-ready"))
        .isEqualTo(ExitCode.DONE);
    var config = Files.writeString(folder.resolve("kinora.properties"), "data=" + folder);
    assertThat(run("verify", "--config=" + config)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("sound: ");
    assertThat(run("verify", "--data=" + folder.resolve("absent"), "--config=" + config))
        .isNotEqualTo(ExitCode.DONE);
  }

  @Test
  void theReadyLineIsTheOnlyOutput() {
    int code = run("--listen=127.0.0.1:0", "--data=" + folder, "--exit-when-ready");

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .matches("Kinora \\S+ ready at http://127\\.0\\.0\\.1:\\d+ in \\d+ ms\\R");
  }

  @Test
  void theReadyLineCanBeJson() {
    run("serve", "--listen=127.0.0.1:0", "--data=" + folder, "--exit-when-ready", "--output=json");

    assertThat(out.toString())
        .matches(
            "\\{\"event\":\"ready\",\"version\":\"\\S+\",\"url\":\"http://127.0.0.1:\\d+\","
                + "\"startMs\":\\d+}\\R");
  }

  @Test
  void anotherFormOfOutputIsRefused() {
    assertThat(run("serve", "--output=xml")).isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).contains("--output", "must be text or json, not \"xml\"");
  }

  @Test
  void ingestMemoryMustFitIntoTheProcessBesideConnections() {
    var memory = ByteSize.ofMiB(1024);
    DirectMemory.check(KinoraConfig.of(Map.of()), memory);
    DirectMemory.check(KinoraConfig.of(Map.of("tls", "auto")), memory);
    for (var tooMuch :
        List.of(
            Map.of("ingest.memory", "800MiB"),
            Map.of("ingest.memory", "520MiB", "tls", "auto"),
            Map.of("http.max-connections", "50000"))) {
      assertThatThrownBy(() -> DirectMemory.check(KinoraConfig.of(tooMuch), memory))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("exceed this process's direct memory (1GiB)")
          .hasMessageContaining("KINORA_JAVA_OPTS=-XX:MaxDirectMemorySize=");
    }
  }

  @Test
  void allThatMayBeOnTheHeapAtOnceMustFitIntoTheProcess() {
    var heap = ByteSize.ofMiB(672);
    HeapMemory.check(KinoraConfig.of(Map.of()), heap);
    HeapMemory.check(KinoraConfig.of(Map.of("tls", "auto")), heap);
    for (var tooMuch :
        List.of(
            "playback.memory=256MiB",
            "image.memory=192MiB",
            "image.cache=128MiB",
            "ingest.memory=2GiB",
            "http.max-connections=17000")) {
      var setting = tooMuch.split("=");
      assertThatThrownBy(
              () -> HeapMemory.check(KinoraConfig.of(Map.of(setting[0], setting[1])), heap))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("the heap (672MiB) has no room for playback.memory (");
    }
    var large = KinoraConfig.of(Map.of("playback.memory", "1GiB"));
    var megabytes = Pattern.compile("KINORA_JAVA_OPTS=-Xmx(\\d+)m");
    assertThatThrownBy(() -> HeapMemory.check(large, heap))
        .satisfies(
            refusal -> {
              var advice = megabytes.matcher(refusal.getMessage());
              assertThat(advice.find()).isTrue();
              long enough = Long.parseLong(advice.group(1));
              HeapMemory.check(large, ByteSize.ofMiB(enough));
              assertThatThrownBy(() -> HeapMemory.check(large, ByteSize.ofMiB(enough - 1)))
                  .isInstanceOf(ConfigException.class);
            });
  }

  private int run(String... arguments) {
    return Main.run(
        List.of(arguments), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
