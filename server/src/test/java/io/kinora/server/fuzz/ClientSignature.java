package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.SigV4;
import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import io.kinora.server.wire.WireCapture;
import io.kinora.testkit.Check;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a client signs, with code that shares nothing with the one that verifies: it is let in, and
/// not with one character changed.
final class ClientSignature {
  private static final SigV4 CLIENT = new SigV4(WireCapture.ACCESS_KEY_ID, WireCapture.SECRET);
  private static final String PATH = "/getMedia";
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-z0-9-]");
  private static final Pattern NOT_IN_VALUES = Pattern.compile("[^ -~]");
  private static final byte[] NO_BODY = {};
  private static final int FIELDS_MAX = 20;

  /// Fields that mean something to the one who verifies.
  private static final Set<String> MEANT =
      Set.of("authorization", "date", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

  private static final String TIME =
      CLIENT
          .header("GET", PATH, new TreeMap<>(), new byte[0], SignatureFuzz.NOW)
          .getOrDefault("x-amz-date", "");

  private ClientSignature() {}

  /// A link with the parameters of a query, `name=value&name=value`, whatever octets they are.
  static void link(String parametersOfLink) {
    var parameters = new TreeMap<String, String>();
    for (String pair : parametersOfLink.split("&")) {
      String[] parts = pair.split("=", 2);
      if (!parts[0].isEmpty() && !parts[0].regionMatches(true, 0, "x-amz-", 0, 6)) {
        parameters.put(encode(parts[0]), parts.length < 2 ? "" : encode(parts[1]));
      }
    }
    var scope = CLIENT.scope(SignatureFuzz.NOW);
    parameters.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    parameters.put("X-Amz-Credential", encode(WireCapture.ACCESS_KEY_ID + "/" + scope));
    parameters.put("X-Amz-Date", TIME);
    parameters.put("X-Amz-Expires", "300");
    parameters.put("X-Amz-SignedHeaders", "host");
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("&"));
    var fields = new Headers(List.of(new Headers.Field("Host", "h")));
    String signature = CLIENT.signature("GET", PATH, query, "h", SignatureFuzz.NOW);
    String signed = "&X-Amz-Signature=" + signature;
    Check.that(
        lets(new RequestHead("GET", PATH, query + signed, fields), NO_BODY), "refused " + query);
    for (String other : List.of("a&" + query, query + "&a=b", query.replaceFirst("h", "g"))) {
      Check.that(
          !lets(new RequestHead("GET", PATH, other + signed, fields), NO_BODY), "let in " + other);
    }
  }

  /// A call with some fields and a body.
  static void header(Headers headers, byte[] body) {
    var sent = new TreeMap<String, String>();
    for (var field : headers.fields().stream().limit(FIELDS_MAX).toList()) {
      String name = NOT_IN_NAMES.matcher(field.name().toLowerCase(Locale.ROOT)).replaceAll("");
      if (!name.isEmpty() && !MEANT.contains(name)) {
        sent.put(name, NOT_IN_VALUES.matcher(field.value()).replaceAll(""));
      }
    }
    sent.put("host", "h");
    var canonical = new TreeMap<String, String>();
    sent.forEach((name, value) -> canonical.put(name, value.strip().replaceAll(" +", " ")));
    var signed = CLIENT.header("POST", PATH, canonical, body, SignatureFuzz.NOW);
    sent.put("x-amz-date", TIME);
    sent.put("authorization", signed.get("authorization"));
    Check.that(lets(post(sent), body), "refused " + sent);
    Check.that(!lets(post(sent), Arrays.copyOf(body, body.length + 1)), "let in another body");
    for (String name : canonical.keySet()) {
      var other = new TreeMap<>(sent);
      other.merge(name, "x", String::concat);
      Check.that(!lets(post(other), body), "let in " + other);
    }
  }

  private static RequestHead post(SortedMap<String, String> fields) {
    return new RequestHead(
        "POST",
        PATH,
        "",
        new Headers(
            fields.entrySet().stream()
                .map(each -> new Headers.Field(each.getKey(), each.getValue()))
                .toList()));
  }

  private static boolean lets(RequestHead head, byte[] body) {
    try {
      SignatureFuzz.AUTHENTICATOR.authenticate(head, new PayloadHash.OfBody(body));
      return true;
    } catch (AuthenticationException _) {
      return false;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
