package io.kinora.server.playback.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentNumber;
import io.kinora.store.TimeAxis;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Seals sessions into tokens and opens them again. A token is encrypted and authenticated, so
/// nobody can read, make or change one; whoever holds it may watch its session until it expires,
/// so it must never be logged.
///
/// ```
/// token → base64url(version u8 = 3, nonce [12], AES-256-GCM(fields), tag [16]), without padding
/// fields → the members of Session in their order, nested ones in place; numbers and ordinals of
///          constants as LEB128 of their zigzag form
/// ```
public final class SessionTokens {
  /// Longer texts are no tokens.
  static final int LENGTH_MAX = 511;

  /// Tokens that were opened and are not decrypted again: a player comes with its own several times
  /// a second. Less than a kilobyte each.
  private static final int OPENED_MAX = 8192;

  private static final byte VERSION = 3;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HLS = 0;
  private static final int DASH = 1;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();
  private final Recent<String, Session> opened = new Recent<>(OPENED_MAX);

  /// @param secret random octets that outlive restarts; tokens get a key of their own from it
  public SessionTokens(byte[] secret) {
    try {
      key =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret)
                      .thenExpand("kinora playback session".getBytes(US_ASCII), 32));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("no HKDF-SHA256", absent);
    }
  }

  /// The token as it stands in URLs: nothing in it needs escaping.
  public String seal(Session session) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, fields(session)).orElseThrow();
    var token = ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length);
    token.put(VERSION).put(nonce).put(sealed);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /// The session of a token; empty for whatever is no token of this server.
  public Optional<Session> open(String token) {
    var known = opened.find(token);
    if (known.isPresent()) {
      return known;
    }
    var session = decrypted(token);
    session.ifPresent(found -> opened.put(token, found));
    return session;
  }

  private Optional<Session> decrypted(String token) {
    if (token.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] != VERSION) {
      return Optional.empty();
    }
    var nonce = new byte[NONCE_BYTES];
    var sealed = new byte[bytes.length - 1 - NONCE_BYTES];
    ByteBuffer.wrap(bytes, 1, bytes.length - 1).get(nonce).get(sealed);
    return crypt(Cipher.DECRYPT_MODE, nonce, sealed).map(SessionTokens::session);
  }

  /// Empty if the octets to decrypt are not authentic.
  private Optional<byte[]> crypt(int mode, byte[] nonce, byte[] octets) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(new byte[] {VERSION});
      return Optional.of(cipher.doFinal(octets));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("no AES-256-GCM", absent);
    }
  }

  private static byte[] fields(Session session) {
    var out = new Fields();
    var selection = session.selection();
    out.put(session.streamId())
        .put(selection.mode())
        .put(selection.axis())
        .put(selection.startMs())
        .put(selection.endMs())
        .put(selection.maxFragments())
        .put(selection.createdAtMs())
        .put(selection.newestOrdinal())
        .put(session.expiresAtMs());
    var tracks = session.tracks();
    out.put(tracks.video()).put(tracks.videoCodec()).put(tracks.audio()).put(tracks.audioCodec());
    var first = session.first();
    out.put(first.number().sequence())
        .put(first.number().serverTimeMs())
        .put(first.number().random());
    var place = first.continuity();
    out.put(place.ordinal())
        .put(place.elapsedMs())
        .put(place.configurations())
        .put(place.configurationOrdinal())
        .put(place.producerBreaks())
        .put(place.serverBreaks())
        .put(place.gapsMs())
        .put(place.gapElapsedMs())
        .put(place.storedBytes())
        .put(first.configuration())
        .put(first.baseMs());
    switch (session.format()) {
      case Format.Hls hls ->
          out.put(HLS)
              .put(hls.container())
              .put(hls.discontinuities())
              .put(hls.showsTime() ? 1 : 0)
              .put(hls.targetSeconds())
              .put(hls.reorderTicks())
              .put(hls.lowLatency() ? 1 : 0);
      case Format.Dash dash ->
          out.put(DASH)
              .put(dash.showsTime() ? 1 : 0)
              .put(dash.showsNumber() ? 1 : 0)
              .put(dash.availabilityStartMs());
    }
    return out.octets();
  }

  /// Reads what this class wrote, which the tag has proved.
  private static Session session(byte[] fields) {
    try {
      var in = ByteBuffer.wrap(fields);
      return new Session(number(in), selection(in), number(in), tracks(in), origin(in), format(in));
    } catch (BufferUnderflowException | IndexOutOfBoundsException failure) {
      throw new IllegalStateException("an authentic session token is not readable", failure);
    }
  }

  private static Selection selection(ByteBuffer in) {
    return new Selection(
        constant(PlaybackMode.class, in),
        constant(TimeAxis.class, in),
        number(in),
        number(in),
        whole(in),
        number(in),
        number(in));
  }

  private static TrackSet tracks(ByteBuffer in) {
    return new TrackSet(
        number(in),
        constant(TrackSet.Codec.class, in),
        number(in),
        constant(TrackSet.Codec.class, in));
  }

  private static Session.Origin origin(ByteBuffer in) {
    return new Session.Origin(
        new FragmentNumber(number(in), number(in), whole(in)),
        new Continuity(
            number(in),
            number(in),
            whole(in),
            number(in),
            whole(in),
            whole(in),
            number(in),
            number(in),
            number(in)),
        number(in),
        number(in));
  }

  private static Format format(ByteBuffer in) {
    return whole(in) == HLS
        ? new Format.Hls(
            constant(Format.ContainerFormat.class, in),
            constant(Format.Discontinuities.class, in),
            whole(in) == 1,
            whole(in),
            number(in),
            whole(in) == 1)
        : new Format.Dash(whole(in) == 1, whole(in) == 1, number(in));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, ByteBuffer in) {
    return List.copyOf(EnumSet.allOf(type)).get(whole(in));
  }

  private static int whole(ByteBuffer in) {
    return Math.toIntExact(number(in));
  }

  private static long number(ByteBuffer in) {
    long zigzag = 0;
    int shift = 0;
    byte octet;
    do {
      octet = in.get();
      zigzag |= (octet & 0x7FL) << shift;
      shift += 7;
    } while (octet < 0);
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  private static final class Fields {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(160);

    <E extends Enum<E>> Fields put(E constant) {
      return put(List.copyOf(EnumSet.allOf(constant.getDeclaringClass())).indexOf(constant));
    }

    Fields put(long value) {
      long rest = value << 1 ^ value >> 63;
      while ((rest & ~0x7FL) != 0) {
        out.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
      return this;
    }

    byte[] octets() {
      return out.toByteArray();
    }
  }
}
