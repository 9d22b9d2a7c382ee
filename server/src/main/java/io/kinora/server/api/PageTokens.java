package io.kinora.server.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Gives out page tokens and takes them back. A token is authenticated, so nobody can make one, and
/// it holds what a walk needs, so the server remembers none and a restart forgets none.
///
/// ```
/// token → Base64(payload, mac)
/// payload → version u8 = 1, issued-at i64 (epoch ms), action (text), stream id i64, filter (text),
///           page size i32, position (text); a text is its length u16 and modified UTF-8
/// mac → HMAC-SHA-256 of payload
/// ```
public final class PageTokens {
  /// How long a walk may pause.
  static final Duration LIFETIME = Duration.ofHours(24);

  private static final int VERSION = 1;
  private static final int MAC_BYTES = 32;
  private static final int SECRET_BYTES_MIN = 32;

  private final SecretKeySpec key;
  private final InstantSource clock;

  /// @param secret at least 32 random octets that outlive restarts
  public PageTokens(byte[] secret, InstantSource clock) {
    if (secret.length < SECRET_BYTES_MIN) {
      throw new IllegalArgumentException("a secret of " + secret.length + " octets is too short");
    }
    this.key = new SecretKeySpec(secret, "HmacSHA256");
    this.clock = clock;
  }

  /// The token as the client gets it.
  public String issue(PageToken token) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(clock.millis());
      out.writeUTF(token.action().wireName());
      out.writeLong(token.streamId());
      out.writeUTF(token.filter());
      out.writeInt(token.pageSize());
      out.writeUTF(token.position());
      out.write(mac(bytes.toByteArray()));
    } catch (IOException failure) {
      throw new IllegalStateException("memory takes every write", failure);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// The token behind what a client sent; throws [ApiException] unless it was given out for this
  /// action on this stream less than [#LIFETIME] ago.
  ///
  /// @param streamId the stream that is listed, 0 for listings of the account
  /// @param repeatedFilter the filter, if the request repeats it: it must be that of the token then
  public PageToken open(
      String text, Action action, long streamId, @Nullable String repeatedFilter) {
    return decode(text)
        .filter(token -> token.action() == action && token.streamId() == streamId)
        .filter(token -> repeatedFilter == null || repeatedFilter.equals(token.filter()))
        .orElseThrow(
            () ->
                ApiError.INVALID_ARGUMENT.because(
                    "The NextToken is not valid, has expired, or belongs to another listing."));
  }

  private Optional<PageToken> decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (bytes.length < MAC_BYTES) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, payload.length, bytes.length);
    return MessageDigest.isEqual(mac(payload), mac) ? read(payload) : Optional.empty();
  }

  /// Reads what this class wrote, which the MAC has proved.
  private Optional<PageToken> read(byte[] payload) {
    try (var in = new DataInputStream(new ByteArrayInputStream(payload))) {
      int version = in.readUnsignedByte();
      long issuedAtMs = in.readLong();
      if (version != VERSION || clock.millis() - issuedAtMs > LIFETIME.toMillis()) {
        return Optional.empty();
      }
      String action = in.readUTF();
      long streamId = in.readLong();
      String filter = in.readUTF();
      int pageSize = in.readInt();
      String position = in.readUTF();
      return Arrays.stream(Action.values())
          .filter(each -> each.wireName().equals(action))
          .findFirst()
          .map(each -> new PageToken(each, streamId, filter, pageSize, position));
    } catch (IOException failure) {
      throw new IllegalStateException("an authentic page token is not readable", failure);
    }
  }

  private byte[] mac(byte[] payload) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(payload);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("no HMAC-SHA-256", absent);
    }
  }
}
