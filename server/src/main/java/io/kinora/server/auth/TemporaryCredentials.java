package io.kinora.server.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Makes credentials that end by themselves and know themselves again: nothing is kept of them. The
/// session token says whose they are, until when they hold and what they are narrowed to, and is
/// authenticated; the secret follows from the token and a key that only the server has.
///
/// ```
/// token → base64url(payload, mac), without padding
/// payload → version u8 = 1, expiry i64 (epoch seconds), access key id (text), parent (text),
///           policy (text, empty for none); a text is its length u16 and modified UTF-8
/// mac → HMAC-SHA-256 of payload; secret → Base64 of HMAC-SHA-256 of payload, with another key
/// ```
///
/// Whoever holds a token can read it, but not change it.
public final class TemporaryCredentials {
  /// How long credentials may hold; as long as AWS lets session tokens hold.
  public static final Duration LIFETIME_MAX = Duration.ofHours(36);

  /// Longer tokens have no room in the C producer SDK.
  static final int TOKEN_LENGTH_MAX = 2048;

  private static final int VERSION = 1;
  private static final int MAC_BYTES = 32;
  private static final String KEY_ID_PREFIX = "ASIA";
  private static final String KEY_ID_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int KEY_ID_RANDOM_DIGITS = 16;

  private final byte[] tokenKey;
  private final byte[] secretKey;
  private final SecureRandom random = new SecureRandom();

  /// What a client is configured with.
  ///
  /// @param expiresAt to the second
  public record Issued(String accessKeyId, String secret, String sessionToken, Instant expiresAt) {
    /// Never the secrets: records end up in logs.
    @Override
    public String toString() {
      return "Issued[accessKeyId=" + accessKeyId + ", expiresAt=" + expiresAt + ", secret=***]";
    }
  }

  /// What an authentic token says.
  private record Content(Instant expiresAt, String accessKeyId, String parent, String policy) {}

  /// @param secret random octets that outlive restarts; credentials get keys of their own from it
  public TemporaryCredentials(byte[] secret) {
    tokenKey = derive(secret, "kinora temporary credentials: token");
    secretKey = derive(secret, "kinora temporary credentials: secret");
  }

  /// Credentials that may do what the parent may at each moment, as long as the parent is in the
  /// keys file.
  ///
  /// @param parent the access key id of a key of the keys file
  /// @param expiresAt cut to the second
  /// @param policy a document that narrows what they may do; checked here
  /// @throws ConfigException if there is no such key, or the policy is none or too long
  public Issued issue(KeyRing keys, String parent, Instant expiresAt, Optional<String> policy) {
    var key = keys.find(parent);
    if (key.isEmpty()) {
      throw new ConfigException("there is no key %s in the keys file".formatted(parent));
    }
    var compact = policy.map(document -> compact(document, key.get().name()));
    var id = new StringBuilder(KEY_ID_PREFIX);
    for (int i = 0; i < KEY_ID_RANDOM_DIGITS; i++) {
      id.append(KEY_ID_DIGITS.charAt(random.nextInt(KEY_ID_DIGITS.length())));
    }
    var content =
        new Content(
            Instant.ofEpochSecond(expiresAt.getEpochSecond()),
            id.toString(),
            parent,
            compact.orElse(""));
    byte[] payload = payload(content);
    byte[] mac = Hashes.hmac(tokenKey, payload);
    byte[] octets = Arrays.copyOf(payload, payload.length + mac.length);
    System.arraycopy(mac, 0, octets, payload.length, mac.length);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    if (token.length() > TOKEN_LENGTH_MAX) {
      throw new ConfigException(
          "the session policy is too long: the token would have %d characters, and clients take %d"
              .formatted(token.length(), TOKEN_LENGTH_MAX));
    }
    return new Issued(content.accessKeyId(), secret(payload), token, content.expiresAt());
  }

  /// The key behind a token; empty unless the token was issued here, for this id, and its parent is
  /// still known.
  ///
  /// @throws AuthenticationException if it has expired
  Optional<AccessKey> open(KeyRing.Keys keys, String accessKeyId, String token, Instant now)
      throws AuthenticationException {
    byte[] octets = decode(token);
    if (octets.length <= MAC_BYTES) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(octets, octets.length - MAC_BYTES);
    byte[] mac = Arrays.copyOfRange(octets, payload.length, octets.length);
    if (!MessageDigest.isEqual(Hashes.hmac(tokenKey, payload), mac)) {
      return Optional.empty();
    }
    var content = content(payload);
    var parent = keys.find(content.parent());
    if (parent.isEmpty() || !content.accessKeyId().equals(accessKeyId)) {
      return Optional.empty();
    }
    if (!now.isBefore(content.expiresAt())) {
      throw AuthenticationException.Reason.EXPIRED_TOKEN.because(
          "The security token included in the request is expired");
    }
    return Optional.of(narrowed(parent.get(), content, payload, token));
  }

  private AccessKey narrowed(AccessKey parent, Content content, byte[] payload, String token) {
    var permissions =
        content.policy().isEmpty()
            ? parent.permissions()
            : parent.permissions().narrowedBy(policy(content.policy(), parent.name()));
    return new AccessKey(content.accessKeyId(), secret(payload), token, parent.name(), permissions);
  }

  private String secret(byte[] payload) {
    return Base64.getEncoder().withoutPadding().encodeToString(Hashes.hmac(secretKey, payload));
  }

  private static byte[] decode(String token) {
    if (token.length() > TOKEN_LENGTH_MAX) {
      return new byte[0];
    }
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static byte[] payload(Content content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(content.expiresAt().getEpochSecond());
      out.writeUTF(content.accessKeyId());
      out.writeUTF(content.parent());
      out.writeUTF(content.policy());
    } catch (IOException failure) {
      throw new IllegalStateException("memory takes every write", failure);
    }
    return bytes.toByteArray();
  }

  /// Reads what this class wrote, which the MAC has proved.
  private static Content content(byte[] payload) {
    try (var in = new DataInputStream(new ByteArrayInputStream(payload))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalStateException("a session token of version " + version);
      }
      return new Content(
          Instant.ofEpochSecond(in.readLong()), in.readUTF(), in.readUTF(), in.readUTF());
    } catch (IOException failure) {
      throw new IllegalStateException("an authentic session token is not readable", failure);
    }
  }

  private static String compact(String document, String userName) {
    if (document.length() > PolicyReader.LENGTH_MAX) {
      throw new ConfigException("the session policy is too long");
    }
    String compact;
    try {
      compact = KeysFile.JSON.readTree(document).toString();
    } catch (JacksonException failure) {
      throw new ConfigException("the session policy is not valid JSON");
    }
    policy(compact, userName);
    return compact;
  }

  private static Policy policy(String document, String userName) {
    return PolicyReader.read(
        JsonMapper.shared().readTree(document), "the session policy", userName);
  }

  private static byte[] derive(byte[] secret, String purpose) {
    try {
      SecretKey key =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "HmacSHA256",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret)
                      .thenExpand(purpose.getBytes(US_ASCII), MAC_BYTES));
      return key.getEncoded();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("no HKDF-SHA256", absent);
    }
  }
}
