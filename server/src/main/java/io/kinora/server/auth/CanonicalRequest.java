package io.kinora.server.auth;

import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The text that AWS Signature Version 4 signs for a request, all but its last line, the payload
/// hash.
///
/// Built from the request as received. In particular the path is the raw path of the target: all
/// paths of the service are single segments of unreserved characters, so nothing needs normalising.
final class CanonicalRequest {
  private static final String UNRESERVED_MARKS = "-._~";
  private static final Pattern SPACES = Pattern.compile(" {2,}");
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private CanonicalRequest() {}

  /// The canonical request up to the payload hash, one character an octet: header values are octets
  /// to a signature, whatever they mean.
  static String of(RequestHead head, SignedRequest signed) {
    var text = new StringBuilder(1024);
    text.append(head.method()).append('\n');
    text.append(head.path()).append('\n');
    text.append(query(signed.query())).append('\n');
    var headers = byName(head.headers());
    for (String name : signed.signedHeaders()) {
      text.append(name).append(':').append(headers.getOrDefault(name, "")).append('\n');
    }
    return text.append('\n')
        .append(String.join(";", signed.signedHeaders()))
        .append('\n')
        .toString();
  }

  private static Map<String, String> byName(Headers headers) {
    return headers.fields().stream()
        .collect(
            Collectors.groupingBy(
                field -> field.name().toLowerCase(Locale.ROOT),
                Collectors.mapping(
                    field -> SPACES.matcher(field.value().strip()).replaceAll(" "),
                    Collectors.joining(","))));
  }

  private static String query(QueryString query) {
    record Encoded(String name, String value) {}
    return query.parameters().stream()
        .filter(parameter -> !parameter.name().equals("X-Amz-Signature"))
        .map(parameter -> new Encoded(encode(parameter.name()), encode(parameter.value())))
        .sorted(Comparator.comparing(Encoded::name).thenComparing(Encoded::value))
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("&"));
  }

  private static String encode(String decoded) {
    var encoded = new StringBuilder(decoded.length() + 16);
    for (byte octet : decoded.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return encoded.toString();
  }
}
