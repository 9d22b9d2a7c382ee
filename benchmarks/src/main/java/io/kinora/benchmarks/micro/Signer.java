package io.kinora.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A client's side of AWS Signature Version 4, with the signature in the Authorization field.
record Signer(String keyId, String secret, Instant time) {
  private static final String REGION = "us-east-1";
  private static final HexFormat HEX = HexFormat.of();
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The request with time and signature; all fields are signed, whose names are in lower case.
  RequestHead sign(String path, List<Headers.Field> fields, byte[] body) {
    var date = BASIC.format(time);
    var all = new ArrayList<>(fields);
    all.add(new Headers.Field("x-amz-date", date));
    var sorted = new TreeMap<String, String>();
    all.forEach(field -> sorted.put(field.name(), field.value()));
    var names = String.join(";", sorted.keySet());
    var canonical = new StringBuilder("POST\n" + path + "\n\n");
    sorted.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
    canonical.append("\n" + names + "\n" + HEX.formatHex(sha256(body)));
    var scope = date.substring(0, 8) + "/" + REGION + "/kinesisvideo/aws4_request";
    var toSign =
        "AWS4-HMAC-SHA256\n%s\n%s\n%s"
            .formatted(date, scope, HEX.formatHex(sha256(canonical.toString().getBytes(UTF_8))));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    all.add(
        new Headers.Field(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(keyId, scope, names, HEX.formatHex(hmac(key, toSign)))));
    return RequestHead.of("POST", path, new Headers(all));
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
