package io.kinora.server.image;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a decoder is started: the same Java machine as this one, with the jars of a folder, small,
/// and without anything of the server on its class path.
///
/// @param folder with the jars of the module `images`
/// @param libraries directory that the native libraries are unpacked to, once
/// @param memoryBytes of the process, but for what the Java machine itself needs
record DecoderCommand(Path folder, Path libraries, long memoryBytes) {
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=32m",
          "-XX:CompressedClassSpaceSize=32m",
          "-XX:-UsePerfData",
          // A crash is expected of hostile media; it must not fill the disk.
          "-XX:+SuppressFatalErrorMessage",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          // Frames are bounded one by one; JavaCPP would count what the kernel counts.
          "-Dorg.bytedeco.javacpp.maxBytes=0",
          "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
          "-Dorg.bytedeco.javacpp.nopointergc=true");

  /// Where the decoder is unless the configuration says otherwise: `images` beside the server's
  /// jar.
  static Path besideThisJar() {
    try {
      var source = DecoderCommand.class.getProtectionDomain().getCodeSource().getLocation();
      return Path.of(source.toURI()).resolveSibling("images");
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("the server's jar has no place", impossible);
    }
  }

  /// Whether the module is there.
  boolean isInstalled() {
    return Files.exists(jar());
  }

  private Path jar() {
    return folder.toAbsolutePath().resolve("kinora-images.jar");
  }

  private List<String> words() {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(OPTIONS);
    words.add("-Dorg.bytedeco.javacpp.cachedir=" + libraries.toAbsolutePath());
    words.addAll(List.of("-jar", jar().toString(), Long.toString(memoryBytes)));
    return words;
  }

  /// Starts the process, with nothing of the server's environment: it may hold secrets.
  Process start() throws IOException {
    var builder = new ProcessBuilder(words());
    builder.environment().clear();
    // Otherwise each thread that allocates reserves an arena of its own.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    return builder.start();
  }
}
