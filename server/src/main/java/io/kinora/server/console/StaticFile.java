package io.kinora.server.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// One file of the page.
///
/// @param type its media type
/// @param octets what it holds
/// @param gzipped the same in gzip
/// @param tag changes with the octets
record StaticFile(String type, byte[] octets, byte[] gzipped, String tag) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /// All there are: no other name reaches the class path.
  static final Set<String> NAMES =
      Set.of(
          "index.html",
          "console.css",
          "icon.svg",
          "api.js",
          "clip.js",
          "controls.js",
          "dom.js",
          "facts.js",
          "format.js",
          "images.js",
          "main.js",
          "player.js",
          "signin.js",
          "sigv4.js",
          "state.js",
          "stream.js",
          "streams.js",
          "timeline.js",
          "watcher.js",
          "vendor/hls.mjs");

  private static final int TAG_OCTETS = 12;

  static StaticFile load(String name) {
    try (var in = StaticFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no console file " + name);
      }
      byte[] octets = in.readAllBytes();
      var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("no media type for " + name);
      }
      return new StaticFile(type, octets, gzip(octets), tag(octets));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] gzip(byte[] octets) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(octets);
    }
    return compressed.toByteArray();
  }

  private static String tag(byte[] octets) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return '"' + HexFormat.of().formatHex(digest, 0, TAG_OCTETS) + '"';
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}
