package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentNumber;
import io.kinora.store.TimeAxis;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SessionTokensTest {
  private static final byte[] SECRET = new byte[32];

  private final SessionTokens tokens = new SessionTokens(SECRET);

  @Test
  void aTokenHoldsTheWholeSession() {
    var live =
        session(
            new Format.Hls(
                Format.ContainerFormat.MPEG_TS, Format.Discontinuities.NEVER, true, 7, 7200, true));
    var replay = session(new Format.Dash(false, true, -1_764_000_000_123L));

    assertThat(tokens.open(tokens.seal(live))).contains(live);
    assertThat(tokens.open(tokens.seal(replay))).contains(replay);
  }

  @Test
  void aTokenThatWasOpenedIsRememberedAndOneThatDiffersFromItIsNot() {
    var token = tokens.seal(session(new Format.Dash(false, true, 0)));
    var first = tokens.open(token).orElseThrow();

    assertThat(tokens.open(new String(token.toCharArray())).orElseThrow()).isSameAs(first);
    char other = token.charAt(40) == 'A' ? 'B' : 'A';
    assertThat(tokens.open(token.substring(0, 40) + other + token.substring(41))).isEmpty();
    assertThat(tokens.open(token + "A")).isEmpty();
  }

  @Test
  void aTokenOutlivesARestart() {
    var session = session(new Format.Dash(true, false, 0));

    assertThat(new SessionTokens(SECRET.clone()).open(tokens.seal(session))).contains(session);
  }

  @Test
  void anotherServerRefusesIt() {
    var session = session(new Format.Dash(true, false, 0));
    var otherSecret = new byte[32];
    otherSecret[0] = 1;

    assertThat(new SessionTokens(otherSecret).open(tokens.seal(session))).isEmpty();
  }

  @Test
  void itNeedsNoEscapingInUrlsAndIsShort() {
    var longest =
        new Session(
            Long.MAX_VALUE,
            new Selection(
                PlaybackMode.ON_DEMAND,
                TimeAxis.PRODUCER,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                5000,
                Long.MAX_VALUE,
                Long.MAX_VALUE),
            Long.MAX_VALUE,
            new TrackSet(Long.MAX_VALUE, TrackSet.Codec.G711, Long.MAX_VALUE, TrackSet.Codec.G711),
            new Session.Origin(
                new FragmentNumber(FragmentNumber.MAX_SEQUENCE, Long.MAX_VALUE, (1 << 28) - 1),
                new Continuity(
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE),
                Long.MIN_VALUE,
                Long.MIN_VALUE),
            new Format.Dash(true, true, Long.MIN_VALUE));

    assertThat(tokens.seal(longest)).matches("[A-Za-z0-9_~-]{1,511}");
    assertThat(tokens.open(tokens.seal(longest))).contains(longest);
  }

  @Test
  void twoTokensOfOneSessionDiffer() {
    var session = session(new Format.Dash(true, false, 0));

    assertThat(tokens.seal(session)).isNotEqualTo(tokens.seal(session));
  }

  @Test
  void whateverBitIsChangedTheTokenIsRefused() {
    byte[] octets =
        Base64.getUrlDecoder().decode(tokens.seal(session(new Format.Dash(true, false, 0))));

    for (int bit = 0; bit < 8 * octets.length; bit++) {
      byte[] changed = octets.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(tokens.open(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
          .as("bit %d", bit)
          .isEmpty();
    }
  }

  @Test
  void garbageIsRefused() {
    assertThat(tokens.open("")).isEmpty();
    assertThat(tokens.open("AAAA")).isEmpty();
    assertThat(tokens.open("no base64 %")).isEmpty();
    assertThat(tokens.open("A".repeat(SessionTokens.LENGTH_MAX))).isEmpty();
    assertThat(tokens.open("A".repeat(1 << 20))).isEmpty();
  }

  private static Session session(Format format) {
    return new Session(
        42,
        new Selection(PlaybackMode.LIVE_REPLAY, TimeAxis.SERVER, 5, 1_764_000_000_000L, 17, 6, 900),
        1_764_000_300_000L,
        new TrackSet(1, TrackSet.Codec.AVC, 2, TrackSet.Codec.AAC),
        new Session.Origin(
            new FragmentNumber(1001, 1_764_000_000_001L, 12345),
            new Continuity(77, 150_000, 1, 60, 3, 70, 2000, 4000, 1 << 30),
            -7,
            1_763_999_999_960L),
        format);
  }
}
