package io.kinora.conformance.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// One acknowledgement of PutMedia, read as strictly as the strictest producer reads it: one JSON
/// object and a line feed in one HTTP chunk, members in AWS's order, no spaces.
public sealed interface Ack {
  Pattern PROGRESS =
      Pattern.compile(
          "\\{\"EventType\":\"(BUFFERING|RECEIVED|PERSISTED)\",\"FragmentTimecode\":(\\d{1,19}),"
              + "\"FragmentNumber\":\"(\\d{47})\"}\n");
  Pattern ERROR =
      Pattern.compile(
          "\\{\"EventType\":\"ERROR\"(?:,\"FragmentTimecode\":(\\d{1,19}),"
              + "\"FragmentNumber\":\"(\\d{47})\")?,\"ErrorCode\":\"([A-Z_]+)\",\"ErrorId\":(\\d{4})}\n");
  String IDLE = "{\"EventType\":\"IDLE\"}\n";

  /// How far a fragment has come.
  enum Stage {
    BUFFERING,
    RECEIVED,
    PERSISTED
  }

  /// A fragment has reached a stage.
  record Progress(Stage stage, long timecode, String number) implements Ack {}

  /// The session has failed; `fragment` is empty when none was open.
  record Failed(String fragment, String code, int id) implements Ack {}

  /// The session is quiet.
  record Idle() implements Ack {}

  /// Reads the body of one HTTP chunk.
  static Ack parse(byte[] chunk) {
    var text = new String(chunk, StandardCharsets.UTF_8);
    if (text.equals(IDLE)) {
      return new Idle();
    }
    var progress = PROGRESS.matcher(text);
    if (progress.matches()) {
      return new Progress(
          Stage.valueOf(progress.group(1)), Long.parseLong(progress.group(2)), progress.group(3));
    }
    var error = ERROR.matcher(text);
    if (error.matches()) {
      var number = error.group(2);
      return new Failed(
          number == null ? "" : number, error.group(3), Integer.parseInt(error.group(4)));
    }
    throw new AssertionError("not one acknowledgement in one chunk: " + text);
  }
}
