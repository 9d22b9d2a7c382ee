package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.auth.QueryString;
import io.kinora.server.auth.TemporaryCredentials;
import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import io.kinora.server.wire.WireCapture;
import io.kinora.testkit.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The head of a request in lines: an `AuthenticationException` or a caller is all that comes of
/// it, and a caller only if a real client signed those very octets. Signed by a client, the same
/// parameters and fields are let in.
public final class SignatureFuzz {
  private static final List<WireCapture> CAPTURES = WireCapture.all();

  static final Instant NOW = CAPTURES.getFirst().time();
  static final Authenticator AUTHENTICATOR = authenticator();
  private static final int FIELDS_MAX = 200;

  private SignatureFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var head = head(new String(input, ISO_8859_1));
    QueryString.parse(head.query());
    for (var payload : List.of(new PayloadHash.NotRead(), new PayloadHash.OfBody(new byte[0]))) {
      try {
        var caller = AUTHENTICATOR.authenticate(head, payload);
        Check.that(
            CAPTURES.stream().anyMatch(capture -> sameSignature(capture.head(), head)),
            "let in " + caller);
      } catch (AuthenticationException refused) {
        refused.reason();
      }
    }
    ClientSignature.link(head.query());
    ClientSignature.header(head.headers(), input);
  }

  /// A signature that no client made cannot be right; one that a client made is let in with what it
  /// does not cover changed.
  private static boolean sameSignature(RequestHead captured, RequestHead head) {
    return captured.method().equals(head.method())
        && captured.path().equals(head.path())
        && captured
            .headers()
            .first("Authorization")
            .map(text -> text.substring(text.length() - 64))
            .filter(
                signature -> head.headers().first("Authorization").orElse("").contains(signature))
            .isPresent();
  }

  /// Every head that the front end could hand over, and some that it could not.
  private static RequestHead head(String text) {
    String[] lines = text.split("\n", FIELDS_MAX);
    String[] start = lines[0].split(" ", 2);
    var fields = new ArrayList<Headers.Field>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        fields.add(
            new Headers.Field(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    return RequestHead.of(start[0], start.length < 2 ? "/" : start[1], new Headers(fields));
  }

  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (var capture : CAPTURES) {
      var head = capture.head();
      var text = new StringBuilder(head.method()).append(' ').append(head.path());
      text.append(head.query().isEmpty() ? "" : "?" + head.query());
      head.headers()
          .fields()
          .forEach(field -> text.append('\n').append(field.name() + ": " + field.value()));
      seeds.add(text.toString().getBytes(ISO_8859_1));
    }
    seeds.add(
        """
        GET /hls?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261121%2F\
        us-east-1%2Fkinesisvideo%2Faws4_request&X-Amz-Date=20261121T100000Z&X-Amz-Expires=300&\
        X-Amz-SignedHeaders=host&X-Amz-Signature=00
        Host: localhost"""
            .getBytes(US_ASCII));
    seeds.add("GET /?a=%20b+c&%ff=~*&&=&a=b=c&A=B\nA:  b  c \nContent-Type:a".getBytes(US_ASCII));
    return seeds;
  }

  private static Authenticator authenticator() {
    try {
      var file = Files.createTempFile("keys", ".json");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          "{\"keys\":[{\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\"}]}"
              .formatted(WireCapture.ACCESS_KEY_ID, WireCapture.SECRET));
      var arns = new ArnScope("aws", "us-east-1", "000000000000");
      var temporary = new TemporaryCredentials(new byte[32]);
      return Authenticator.keys(KeyRing.read(file), temporary, arns, () -> NOW);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
