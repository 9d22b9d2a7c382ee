package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  @TempDir Path directory;

  @Test
  void aChangedFileIsReadAgain() throws Exception {
    var ring = KeyRing.read(write("AKIDONE"));
    var before = ring.keys();

    write("AKIDTWO");
    ring.refresh();

    assertThat(ring.find("AKIDONE")).isEmpty();
    assertThat(ring.find("AKIDTWO")).isPresent();
    assertThat(before.find("AKIDONE")).as("who began with them keeps them").isPresent();
  }

  @Test
  void aFileThatIsReplacedIsReadAgain() throws Exception {
    var ring = KeyRing.read(write("AKIDONE"));
    var other = Files.writeString(directory.resolve("other"), content("AKIDTWO"));

    Files.move(other, directory.resolve("keys.json"), StandardCopyOption.ATOMIC_MOVE);
    ring.refresh();

    assertThat(ring.find("AKIDTWO")).isPresent();
  }

  @Test
  void aFileBehindALinkIsReadAgainWhenTheLinkIsTurned() throws Exception {
    var one = Files.writeString(directory.resolve("one"), content("AKIDONE"));
    var two = Files.writeString(directory.resolve("two"), content("AKIDTWO"));
    var link = Files.createSymbolicLink(directory.resolve("keys.json"), one);
    var ring = KeyRing.read(link);

    Files.delete(link);
    Files.createSymbolicLink(link, two);
    ring.refresh();

    assertThat(ring.find("AKIDTWO")).isPresent();
  }

  @Test
  void aFileThatHasBecomeWrongOrIsGoneLeavesTheKeysAsTheyWere() throws Exception {
    var file = write("AKIDONE");
    var ring = KeyRing.read(file);

    Files.writeString(file, "{\"keys\": [");
    ring.refresh();
    assertThat(ring.find("AKIDONE")).isPresent();

    Files.delete(file);
    ring.refresh();
    assertThat(ring.find("AKIDONE")).isPresent();

    write("AKIDTWO");
    ring.refresh();
    assertThat(ring.find("AKIDTWO")).isPresent();
  }

  @Test
  void aWrongFileIsNoBeginning() throws Exception {
    var file = Files.writeString(directory.resolve("keys.json"), "{}");

    assertThatThrownBy(() -> KeyRing.read(file)).isInstanceOf(ConfigException.class);
  }

  private Path write(String id) throws IOException {
    return Files.writeString(directory.resolve("keys.json"), content(id));
  }

  private static String content(String id) {
    return "{\"keys\": [{\"accessKeyId\": \"%s\", \"secretAccessKey\": \"s\"}]}".formatted(id);
  }
}
