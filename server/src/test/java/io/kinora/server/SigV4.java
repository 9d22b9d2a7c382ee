package io.kinora.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests with a key, independently of the code that verifies them.
public record SigV4(String accessKeyId, String secret) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// The fields of a request, all signed, with the signature in `authorization`.
  ///
  /// @param fields by names in lower case
  public SortedMap<String, String> header(
      String method, String path, SortedMap<String, String> fields, byte[] body, Instant now) {
    var all = new TreeMap<String, String>(fields);
    all.put("x-amz-date", TIME.format(now));
    var names = String.join(";", all.keySet());
    var canonical = canonical(method, path, "", all) + sha256(body);
    all.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(accessKeyId, scope(now), names, signature(canonical, now)));
    return all;
  }

  /// The query of a link, signed with the field `host` alone.
  ///
  /// @param query sorted and encoded, with the parameters of the signature but the signature itself
  public String signature(String method, String path, String query, String host, Instant now) {
    var fields = new TreeMap<String, String>();
    fields.put("host", host);
    return signature(canonical(method, path, query, fields) + sha256(new byte[0]), now);
  }

  /// All parameters of a pre-signed request without a body, those of its signature among them; its
  /// fields are all signed.
  ///
  /// @param parameters of the operation, with names that need no encoding
  /// @param fields by names in lower case
  /// @param seconds how long it holds
  public SortedMap<String, String> presigned(
      String path,
      SortedMap<String, String> parameters,
      SortedMap<String, String> fields,
      Instant now,
      int seconds) {
    return presigned("POST", path, parameters, fields, now, seconds);
  }

  /// The same, of another method.
  public SortedMap<String, String> presigned(
      String method,
      String path,
      SortedMap<String, String> parameters,
      SortedMap<String, String> fields,
      Instant now,
      int seconds) {
    var all = new TreeMap<String, String>(parameters);
    all.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    all.put("X-Amz-Credential", accessKeyId + "/" + scope(now));
    all.put("X-Amz-Date", TIME.format(now));
    all.put("X-Amz-Expires", Integer.toString(seconds));
    all.put("X-Amz-SignedHeaders", String.join(";", fields.keySet()));
    var canonical = canonical(method, path, query(all), fields) + sha256(new byte[0]);
    all.put("X-Amz-Signature", signature(canonical, now));
    return all;
  }

  /// A query that spells these parameters, in their order.
  public static String query(SortedMap<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
        .collect(Collectors.joining("&"))
        .replace("+", "%20");
  }

  public String scope(Instant now) {
    return TIME.format(now).substring(0, 8) + "/us-east-1/kinesisvideo/aws4_request";
  }

  private static String canonical(
      String method, String path, String query, SortedMap<String, String> fields) {
    var lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join("\n", method, path, query, lines, String.join(";", fields.keySet()), "");
  }

  private String signature(String canonical, Instant now) {
    var toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            TIME.format(now),
            scope(now),
            sha256(canonical.getBytes(UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (var part : scope(now).split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String sha256(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
