package io.kinora.conformance.wire;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The head of an HTTP response.
///
/// @param text as it came, without the empty line
public record ResponseHead(String text, int status, Map<String, String> fields) {
  static ResponseHead parse(String text) {
    var lines = text.split("\r\n", -1);
    var statusLine = lines[0].split(" ", 3);
    if (statusLine.length < 3 || !statusLine[0].equals("HTTP/1.1")) {
      throw new AssertionError("not a status line: " + lines[0]);
    }
    var fields = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      fields.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    return new ResponseHead(text, Integer.parseInt(statusLine[1]), fields);
  }

  /// The value of a field, by its name in any case.
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /// Whether the body is chunked.
  public boolean chunked() {
    return field("transfer-encoding").equals(Optional.of("chunked"));
  }
}
