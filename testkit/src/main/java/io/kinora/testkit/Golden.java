package io.kinora.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;

/// Compares what a test produced with a file in the tree. `-Dgolden.write=true` writes the files
/// anew; the review of the difference is then the check.
public final class Golden {
  private static final String PROPERTY = "golden.write";

  private Golden() {}

  /// Fails if the file does not hold exactly this text.
  ///
  /// @param file relative to the module's folder, where tests run
  public static void check(Path file, String actual) throws IOException {
    check(file, actual, Boolean.getBoolean(PROPERTY));
  }

  static void check(Path file, String actual, boolean write) throws IOException {
    if (write) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, actual);
      return;
    }
    String hint =
        file + " differs; if the new text is right, write it with -D" + PROPERTY + "=true";
    Assertions.assertTrue(Files.exists(file), hint);
    Assertions.assertEquals(Files.readString(file), actual, hint);
  }
}
