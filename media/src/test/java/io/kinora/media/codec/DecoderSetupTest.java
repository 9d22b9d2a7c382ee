package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.Track;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What makes another decoder necessary.
final class DecoderSetupTest {
  private static final Track VIDEO = track(1, Track.VIDEO, "V_X", "abc", "front");
  private static final Track AUDIO = track(2, Track.AUDIO, "A_X", "", "mic");

  private static Track track(long number, int type, String codec, String setup, String name) {
    var octets = setup.getBytes(StandardCharsets.US_ASCII);
    return new Track(
        number, number, type, name, "und", codec, octets, 0, 0, false, 640, 480, 8000, 1, 16);
  }

  @Test
  void equalTracksHaveTheSameFingerprintWhateverTheyAreCalled() {
    assertThat(DecoderSetup.fingerprint(List.of(VIDEO, AUDIO)))
        .isEqualTo(
            DecoderSetup.fingerprint(
                List.of(
                    track(1, Track.VIDEO, "V_X", "abc", "back"),
                    track(2, Track.AUDIO, "A_X", "", ""))));
  }

  @Test
  void everythingADecoderIsSetUpWithMakesADifference() {
    var fingerprints =
        Stream.of(
                List.of(VIDEO, AUDIO),
                List.of(AUDIO, VIDEO),
                List.of(VIDEO),
                List.of(AUDIO),
                List.<Track>of(),
                List.of(track(3, Track.VIDEO, "V_X", "abc", ""), AUDIO),
                List.of(track(1, 17, "V_X", "abc", ""), AUDIO),
                List.of(track(1, Track.VIDEO, "V_Y", "abc", ""), AUDIO),
                List.of(track(1, Track.VIDEO, "V_X", "abd", ""), AUDIO),
                List.of(track(1, Track.VIDEO, "V_Xa", "bc", ""), AUDIO),
                List.of(track(1, Track.VIDEO, "V_X", "abcd", ""), AUDIO))
            .map(DecoderSetup::fingerprint)
            .toList();

    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  /// It is stored: what was stored yesterday must compare equal tomorrow.
  @Test
  void theFingerprintNeverChanges() {
    assertThat(DecoderSetup.fingerprint(List.of(VIDEO, AUDIO))).isEqualTo(769_695_476_288_149_669L);
  }
}
