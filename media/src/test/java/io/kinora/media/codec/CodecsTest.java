package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import io.kinora.testkit.Seeded;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every track can be described, whatever is in it.
final class CodecsTest {
  private static final String AVC = "01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C";
  private static final String HEVC =
      "0101600000009000000000005df000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
          + "0003000003005dba0240210001002942010101600000030090000003000003005da00280802d165b"
          + "a4a4c2f0168080000003008000000f0422000100064401c073c189";
  private static final String BITMAP =
      "2800000080020000E0010000010018004D4A504700100E0000000000000000000000000000000000";
  private static final String WAVE = "06000100401F0000401F0000010008000000";

  @ParameterizedTest
  @CsvSource({
    "V_MPEG4/ISO/AVC, " + AVC + ", H.264 High 4.0 640x480",
    "V_MPEG/ISO/AVC, " + AVC + ", H.264 High 4.0 640x480",
    "V_MPEGH/ISO/HEVC, " + HEVC + ", H.265 Main 3.1 1280x720",
    "V_MPEG/ISO/HEVC, " + HEVC + ", H.265 Main 3.1 1280x720",
    "V_MS/VFW/FOURCC, " + BITMAP + ", Motion JPEG 640x480",
    "V_MJPEG, '', Motion JPEG 320x240",
    "V_VP8, '', VP8 320x240",
    "V_VP9, '', VP9 320x240",
    "V_OTHER, '', V_OTHER 320x240",
    "V_MPEG4/ISO/AVC, 0000000167640028, V_MPEG4/ISO/AVC 320x240",
    "V_MPEG4/ISO/AVC, '', V_MPEG4/ISO/AVC 320x240"
  })
  void videoIsNamed(String codecId, String configuration, String summary) {
    byte[] octets = HexFormat.of().parseHex(configuration);

    assertThat(Codecs.describe(video(codecId, octets)).summary()).isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource({
    "A_AAC, 1190, AAC LC 48000 Hz stereo, mp4a.40.2",
    "A_AAC/MPEG4/LC, 1190, AAC LC 48000 Hz stereo, mp4a.40.2",
    "A_AAC/MPEG4/MAIN, '', A_AAC/MPEG4/MAIN 22050 Hz mono, ''",
    "A_AACX, 1190, A_AACX 22050 Hz mono, ''",
    "A_MS/ACM, " + WAVE + ", G.711 A-law 8000 Hz mono, alaw",
    "A_OPUS, '', Opus 22050 Hz mono, opus",
    "A_VORBIS, '', Vorbis 22050 Hz mono, vorbis",
    "A_MPEG/L3, '', MP3 22050 Hz mono, mp4a.6b",
    "A_PCM/INT/LIT, '', PCM 22050 Hz mono, ''"
  })
  void audioIsNamed(String codecId, String configuration, String summary, String codec) {
    byte[] octets = HexFormat.of().parseHex(configuration);
    var description = Codecs.describe(audio(codecId, octets, 22_050, 1));

    assertThat(description.summary()).isEqualTo(summary);
    assertThat(description.rfc6381()).isEqualTo(codec);
  }

  @Test
  void absurdFieldsOfATrackAreBounded() {
    var track = audio("A_OPUS", new byte[0], Double.POSITIVE_INFINITY, Long.MAX_VALUE);

    assertThat(Codecs.describe(track).samplingRate()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Codecs.describe(track).channels()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Codecs.describe(audio("A_OPUS", new byte[0], Double.NaN, 0)).summary())
        .isEqualTo("Opus");
  }

  @Test
  void configurationsThatEndEarlyAreDescribedByTheirCodecId() {
    for (String avcC : List.of(AVC, HEVC)) {
      String codecId = avcC.equals(AVC) ? "V_MPEG4/ISO/AVC" : "V_MPEGH/ISO/HEVC";
      byte[] whole = HexFormat.of().parseHex(avcC);
      for (int length = 0; length < whole.length; length++) {
        var description = Codecs.describe(video(codecId, Arrays.copyOf(whole, length)));

        assertThat(description.summary()).isEqualTo(codecId + " 320x240");
      }
    }
  }

  @Seeded(tries = 300)
  void damagedConfigurationsFailAsMalformedOnly(RandomGenerator random) {
    for (String configuration : List.of(AVC, HEVC, BITMAP, WAVE, "118856E500", "2B118800")) {
      byte[] octets = HexFormat.of().parseHex(configuration);
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      }
      List<Reader> readers =
          List.of(
              AvcConfiguration::read,
              HevcConfiguration::read,
              BitmapInfo::read,
              WaveFormat::read,
              AudioSpecificConfig::read);
      for (var reader : readers) {
        survives(reader, octets);
      }
    }
  }

  private interface Reader {
    Object read(byte[] octets) throws MalformedMediaException;
  }

  private static void survives(Reader reader, byte[] octets) {
    try {
      assertThat(reader.read(octets)).isNotNull();
    } catch (MalformedMediaException malformed) {
      assertThat(malformed.position()).isBetween(0L, (long) octets.length);
    }
  }

  private static Track video(String codecId, byte[] configuration) {
    return new Track(
        1, 1, Track.VIDEO, "", "", codecId, configuration, 0, 0, false, 320, 240, 0, 0, 0);
  }

  private static Track audio(String codecId, byte[] configuration, double rate, long channels) {
    return new Track(
        2, 2, Track.AUDIO, "", "", codecId, configuration, 0, 0, false, 0, 0, rate, channels, 0);
  }
}
