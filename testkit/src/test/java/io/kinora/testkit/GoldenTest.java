package io.kinora.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenTest {
  @TempDir private Path folder;

  @Test
  void aMissingOrDifferentFileFailsAndSaysHowToWriteIt() throws IOException {
    var file = folder.resolve("dump.txt");

    assertThatThrownBy(() -> Golden.check(file, "a", false)).hasMessageContaining("golden.write");
    Files.writeString(file, "b");
    assertThatThrownBy(() -> Golden.check(file, "a", false)).hasMessageContaining("golden.write");
  }

  @Test
  void whatWasWrittenIsFoundEqual() throws IOException {
    var file = folder.resolve("new/dump.txt");

    Golden.check(file, "a\n", true);
    Golden.check(file, "a\n", false);
  }
}
