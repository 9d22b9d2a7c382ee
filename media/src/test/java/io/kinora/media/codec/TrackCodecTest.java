package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is played at all. How the configurations are read, the tests of each tell.
final class TrackCodecTest {
  @ParameterizedTest
  @CsvSource({
    "A_AAC, 1788000008, 1788000088",
    "A_MS/ACM, 0600 0100 00001000 401F0000 0100 0800 0000,"
        + " 0600 0100 01001000 401F0000 0100 0800 0000"
  })
  void samplingRatesAreLimited(String codecId, String most, String more) throws Exception {
    assertThat(TrackCodec.MAX_SAMPLING_RATE).isEqualTo(0x10_0000);
    assertThat(TrackCodec.of(track(codecId, most))).isPresent();
    assertThatThrownBy(() -> TrackCodec.of(track(codecId, more)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("sampling rate of 1048577");
  }

  private static Track track(String codecId, String configuration) {
    byte[] octets = HexFormat.of().parseHex(configuration.replace(" ", ""));
    return new Track(2, 2, Track.AUDIO, "", "", codecId, octets, 0, 0, false, 0, 0, 0, 0, 0);
  }
}
