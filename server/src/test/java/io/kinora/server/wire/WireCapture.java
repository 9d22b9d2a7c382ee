package io.kinora.server.wire;

import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// A request of a real client, signed with the key `AKIDEXAMPLE` and the secret `secretexample`;
/// of PutMedia the head only.
///
/// @param name client and file, such as `curl/01.01-POST-describeStream`
/// @param head the head as received
/// @param body the whole body; empty for PutMedia
public record WireCapture(String name, RequestHead head, byte[] body) {
  public static final String ACCESS_KEY_ID = "AKIDEXAMPLE";
  public static final String SECRET = "secretexample";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// Every capture, in the order of their names.
  public static List<WireCapture> all() {
    try {
      var directory = Path.of(WireCapture.class.getResource("/wire").toURI());
      try (var files = Files.walk(directory)) {
        return files
            .filter(file -> file.toString().endsWith(".raw"))
            .sorted()
            .map(file -> read(directory.relativize(file).toString(), file))
            .toList();
      }
    } catch (IOException | URISyntaxException failure) {
      throw new IllegalStateException("the captures are not readable", failure);
    }
  }

  /// The capture of that client and file.
  public static WireCapture of(String name) {
    return all().stream()
        .filter(capture -> capture.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no capture " + name));
  }

  /// Whether the body was not kept.
  public boolean isPutMedia() {
    return head.path().equals("/putMedia");
  }

  /// When the client signed it.
  public Instant time() {
    return TIME.parse(head.headers().first("X-Amz-Date").orElseThrow(), Instant::from);
  }

  @Override
  public String toString() {
    return name;
  }

  private static WireCapture read(String name, Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      String[] lines = text.substring(0, end).split("\r\n");
      var fields = new ArrayList<Headers.Field>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        fields.add(
            new Headers.Field(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
      String[] start = lines[0].split(" ");
      return new WireCapture(
          name.replaceFirst("(\\.head)?\\.raw$", ""),
          RequestHead.of(start[0], start[1], new Headers(fields)),
          text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
