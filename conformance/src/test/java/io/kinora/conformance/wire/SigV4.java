package io.kinora.conformance.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests as the C producer does: every given field, the hash of an empty payload.
public record SigV4(String accessKey, String secretKey, String region) {
  /// What the tests sign with when it does not matter.
  public static final SigV4 EXAMPLE = new SigV4("AKIDEXAMPLE", "secretexample", "us-east-1");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// The text of a request head whose fields are `fields`, `X-Amz-Date` and `Authorization`.
  public String head(String path, Map<String, String> fields, Instant now) {
    var time = TIME.format(now);
    var signed = new TreeMap<String, String>(fields);
    signed.put("x-amz-date", time);
    var names = String.join(";", signed.keySet());
    var canonicalFields =
        signed.entrySet().stream()
            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
            .collect(Collectors.joining());
    var canonical = "POST\n" + path + "\n\n" + canonicalFields + "\n" + names + "\n" + sha256("");
    var scope = time.substring(0, 8) + "/" + region + "/kinesisvideo/aws4_request";
    var toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical);
    var key = hmac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), time.substring(0, 8));
    for (var part : new String[] {region, "kinesisvideo", "aws4_request"}) {
      key = hmac(key, part);
    }
    signed.put(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(accessKey, scope, names, HexFormat.of().formatHex(hmac(key, toSign))));
    return signed.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
        .collect(Collectors.joining("", "POST " + path + " HTTP/1.1\r\n", "\r\n"));
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
