package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.PageToken;
import io.kinora.server.api.PageTokens;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.Selection;
import io.kinora.server.playback.session.Session;
import io.kinora.server.playback.session.SessionTokens;
import io.kinora.server.playback.session.TrackSet;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentNumber;
import io.kinora.store.TimeAxis;
import io.kinora.testkit.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/// Texts in place of page tokens and session tokens: they are refused, and nothing else happens.
/// Sessions and listings made of the same octets come back out of their tokens as they went in.
public final class TokensFuzz {
  private static final byte[] SECRET = new byte[32];
  private static final long NOW_MS = 1_795_255_200_000L;
  private static final PageTokens PAGES =
      new PageTokens(SECRET, () -> Instant.ofEpochMilli(NOW_MS));
  private static final SessionTokens SESSIONS = new SessionTokens(SECRET);

  private TokensFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, ISO_8859_1);
    refuse(text);
    var octets = ByteBuffer.allocate(input.length + 512).put(0, input);
    var token = page(octets, text);
    String sealed = PAGES.issue(token);
    Check.that(
        PAGES.open(sealed, token.action(), token.streamId(), token.filter()).equals(token),
        "another listing");
    var session = session(octets.position(0));
    String inUrl = SESSIONS.seal(session);
    Check.that(SESSIONS.open(inUrl).orElseThrow().equals(session), "another session");
    for (int at = 0; at < Math.min(input.length, 4); at++) {
      int place = (input[at] & 0xFF) % inUrl.length();
      char other = inUrl.charAt(place) == 'A' ? 'Q' : 'A';
      var changed = new StringBuilder(inUrl);
      changed.setCharAt(place, other);
      Check.that(SESSIONS.open(changed.toString()).isEmpty(), "a token that was changed");
    }
  }

  private static void refuse(String text) {
    Check.that(SESSIONS.open(text).isEmpty(), "a session out of nothing");
    try {
      PAGES.open(text, Action.LIST_STREAMS, 0, null);
      throw new AssertionError("a listing out of nothing");
    } catch (ApiException refused) {
      Check.that(refused.error().status() == 400, "a refusal of another kind");
    }
  }

  private static PageToken page(ByteBuffer in, String text) {
    var action = constant(Action.values(), in);
    return new PageToken(
        action,
        in.getLong(),
        text.substring(0, Math.min(text.length(), 1000)),
        in.getInt(),
        text.substring(text.length() / 2, Math.min(text.length(), text.length() / 2 + 1000)));
  }

  private static Session session(ByteBuffer in) {
    var selection =
        new Selection(
            constant(PlaybackMode.values(), in),
            constant(TimeAxis.values(), in),
            in.getLong(),
            in.getLong(),
            in.getInt(),
            in.getLong(),
            in.getLong());
    var tracks =
        new TrackSet(
            in.getLong(),
            constant(TrackSet.Codec.values(), in),
            in.getLong(),
            constant(TrackSet.Codec.values(), in));
    var number =
        new FragmentNumber(
            1 + (in.getLong() & (FragmentNumber.MAX_SEQUENCE - 1)),
            NOW_MS + in.getInt(),
            in.getInt() & ((1 << FragmentNumber.RANDOM_BITS) - 1));
    var place =
        new Continuity(
            in.getLong(),
            in.getLong(),
            in.getInt(),
            in.getLong(),
            in.getInt(),
            in.getInt(),
            in.getLong(),
            in.getLong(),
            in.getLong());
    var origin = new Session.Origin(number, place, in.getLong(), in.getLong());
    return new Session(in.getLong(), selection, in.getLong(), tracks, origin, format(in));
  }

  private static Format format(ByteBuffer in) {
    return in.get() >= 0
        ? new Format.Hls(
            constant(Format.ContainerFormat.values(), in),
            constant(Format.Discontinuities.values(), in),
            in.get() >= 0,
            in.getInt(),
            in.getLong(),
            in.get() >= 0)
        : new Format.Dash(in.get() >= 0, in.get() >= 0, in.getLong());
  }

  private static <E> E constant(E[] all, ByteBuffer in) {
    return all[(in.get() & 0xFF) % all.length];
  }

  static List<byte[]> seeds() {
    var page = PAGES.issue(new PageToken(Action.LIST_STREAMS, 0, "", 10, "cam"));
    var session = SESSIONS.seal(session(ByteBuffer.allocate(512)));
    // One octet changed, or they would be let in.
    return List.of(
        ("B" + page.substring(1)).getBytes(ISO_8859_1),
        ("B" + session.substring(1)).getBytes(ISO_8859_1),
        new byte[0]);
  }
}
