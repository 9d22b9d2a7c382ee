package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.api.Action;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A request as it goes over the wire, to be sent as it is or with something changed.
///
/// @param query names that need no encoding, and values, not encoded
/// @param fields by names in lower case, but for the length of the body
record AccessCall(
    String path, SortedMap<String, String> query, SortedMap<String, String> fields, byte[] body) {

  /// Where the signature stands.
  enum Form {
    HEADER,
    /// A pre-signed request: the members stand in the query, too.
    QUERY
  }

  /// What a request wants.
  ///
  /// @param members of the operation as JSON
  /// @param fields by names in lower case, with `host`
  /// @param media what PutMedia sends; else empty
  record Wish(
      Action action,
      SortedMap<String, String> members,
      SortedMap<String, String> fields,
      byte[] media) {
    private static final int SECONDS = 60;

    AccessCall unsigned(Form form) {
      return switch (form) {
        case HEADER -> new AccessCall(action.path(), none(), fields, body());
        case QUERY -> new AccessCall(action.path(), parameters(), fields, media);
      };
    }

    AccessCall signed(Form form, SigV4 key, Instant now) {
      return signed(form, key, now, action.path());
    }

    /// The same, signed for that path.
    AccessCall signed(Form form, SigV4 key, Instant now, String signedPath) {
      return switch (form) {
        case HEADER ->
            new AccessCall(
                action.path(),
                none(),
                // The media of PutMedia is not signed: it has no end yet when it is let in.
                key.header("POST", signedPath, fields, json(), now),
                body());
        case QUERY ->
            new AccessCall(
                action.path(),
                key.presigned(signedPath, parameters(), fields, now, SECONDS),
                fields,
                media);
      };
    }

    private byte[] body() {
      return action == Action.PUT_MEDIA ? media : json();
    }

    private byte[] json() {
      return action == Action.PUT_MEDIA
          ? new byte[0]
          : members.entrySet().stream()
              .map(member -> "\"%s\":%s".formatted(member.getKey(), member.getValue()))
              .collect(Collectors.joining(",", "{", "}"))
              .getBytes(UTF_8);
    }

    /// As botocore spells them: lists of one item without their brackets, texts without their
    /// quotes, and strings within structures in single quotes.
    private SortedMap<String, String> parameters() {
      var parameters = new TreeMap<String, String>();
      members.forEach(
          (name, json) ->
              parameters.put(name, json.replaceAll("^\\[?\"?|\"?]?$", "").replace('"', '\'')));
      return parameters;
    }

    private static SortedMap<String, String> none() {
      return Collections.emptySortedMap();
    }
  }

  AccessCall withField(String name, UnaryOperator<String> change) {
    return new AccessCall(path, query, changed(fields, name, change), body);
  }

  AccessCall withParameter(String name, UnaryOperator<String> change) {
    return new AccessCall(path, changed(query, name, change), fields, body);
  }

  AccessCall withBody(String otherBody) {
    return new AccessCall(path, query, fields, otherBody.getBytes(UTF_8));
  }

  private static SortedMap<String, String> changed(
      SortedMap<String, String> all, String name, UnaryOperator<String> change) {
    var changed = new TreeMap<>(all);
    changed.put(name, change.apply(all.getOrDefault(name, "")));
    return changed;
  }

  byte[] octets() {
    var target = query.isEmpty() ? path : path + "?" + SigV4.query(query);
    var lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
            .collect(Collectors.joining());
    var head =
        "POST %s HTTP/1.1\r\n%scontent-length: %d\r\n\r\n".formatted(target, lines, body.length);
    return Mkv.join(head.getBytes(ISO_8859_1), body);
  }
}
