package io.kinora.conformance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The user `nobody`, for tests that run as root: what root built lies where others see nothing, so
/// the server is copied.
final class Nobody {
  private static final String USER = "nobody";
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private Nobody() {}

  /// A fresh folder that this user can reach, with a copy of the server in it.
  static Path folder(String name) {
    try {
      var folder = Files.createTempDirectory("kinora-" + name);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      for (var part : List.of("kinora-server.jar", "lib", "images")) {
        Command.of(
                "cp", "-r", KinoraProcess.jar().resolveSibling(part).toString(), folder.toString())
            .succeed();
      }
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Gives the folder to this user.
  ///
  /// @return the words that run the server as this user
  static List<String> program(Path folder) {
    var words = new ArrayList<String>();
    if (IS_ROOT) {
      Command.of("chown", "-R", USER, folder.toString()).succeed();
      var java = KinoraProcess.machine().getFirst();
      Assumptions.assumeTrue(
          Command.of("setpriv", "--reuid=" + USER, "--clear-groups", "test", "-x", java)
                  .run()
                  .exitCode()
              == 0,
          () -> USER + " cannot reach " + java);
      words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups"));
    }
    words.addAll(KinoraProcess.machine());
    words.addAll(List.of("-jar", folder.resolve("kinora-server.jar").toString()));
    return words;
  }
}
