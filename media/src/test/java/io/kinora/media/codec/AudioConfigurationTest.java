package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// AudioSpecificConfig, WAVEFORMATEX and BITMAPINFOHEADER.
final class AudioConfigurationTest {
  @ParameterizedTest
  @CsvSource({
    "1190, mp4a.40.2, AAC LC 48000 Hz stereo",
    "118856E500, mp4a.40.2, AAC LC 48000 Hz mono",
    "1210, mp4a.40.2, AAC LC 44100 Hz stereo",
    "1208, mp4a.40.2, AAC LC 44100 Hz mono",
    "1408, mp4a.40.2, AAC LC 16000 Hz mono",
    "11B0, mp4a.40.2, AAC LC 48000 Hz 6 channels",
    "11B8, mp4a.40.2, AAC LC 48000 Hz 8 channels",
    "1180, mp4a.40.2, AAC LC 48000 Hz",
    "0990, mp4a.40.1, AAC Main 48000 Hz stereo",
    "2B118800, mp4a.40.5, HE-AAC 48000 Hz stereo",
    "EB098800, mp4a.40.29, HE-AAC v2 48000 Hz mono",
    "1780BB8090, mp4a.40.2, AAC LC 96001 Hz stereo",
    "F94640, mp4a.40.42, MPEG-4 audio type 42 48000 Hz stereo"
  })
  void aacIsUnderstood(String config, String codec, String summary) throws Exception {
    var description = AudioSpecificConfig.read(HexFormat.of().parseHex(config)).describe();

    assertThat(description.rfc6381()).isEqualTo(codec);
    assertThat(description.summary()).isEqualTo(summary);
  }

  @Test
  void theCoreOfHeIsToldApartFromWhatIsHeard() throws Exception {
    var config = AudioSpecificConfig.read(HexFormat.of().parseHex("2B118800"));

    assertThat(config.samplingRate()).isEqualTo(24_000);
    assertThat(config.outputRate()).isEqualTo(48_000);
    assertThat(config.samplesPerFrame()).isEqualTo(1024);
  }

  @Test
  void shortFramesAndExplicitRatesAreTold() throws Exception {
    var config = AudioSpecificConfig.read(HexFormat.of().parseHex("1780BB8094"));

    assertThat(config.samplesPerFrame()).isEqualTo(960);
    assertThat(config.explicitRate()).isTrue();
    assertThat(AudioSpecificConfig.read(new byte[] {0x11, (byte) 0x90}).explicitRate()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11", "1690", "1710", "1780", "11C0", "2B", "178000001000"})
  void whatIsNoAudioSpecificConfigIsRefused(String config) {
    assertThatThrownBy(() -> AudioSpecificConfig.read(HexFormat.of().parseHex(config)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "06000100401F0000401F00000100080000 00, alaw, G.711 A-law 8000 Hz mono",
    "07000100401F0000E80300000100000000 00, ulaw, G.711 µ-law 8000 Hz mono",
    "07000200803E0000007D000002000800, ulaw, G.711 µ-law 16000 Hz stereo",
    "0100020044AC000010B10200040010000000, '', PCM 44100 Hz stereo",
    "1100010044AC000010B10200040004000000, '', wave format 0x0011 44100 Hz mono"
  })
  void waveFormatsAreUnderstood(String format, String codec, String summary) throws Exception {
    byte[] octets = HexFormat.of().parseHex(format.replace(" ", ""));
    var description = WaveFormat.read(octets).describe();

    assertThat(description.rfc6381()).isEqualTo(codec);
    assertThat(description.summary()).isEqualTo(summary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "06000100401F0000401F000001000",
        "06000000401F0000401F000001000800",
        "0600010000000000401F000001000800",
        "06000100000000F0401F000001000800"
      })
  void whatIsNoWaveFormatIsRefused(String format) {
    String even = format.substring(0, format.length() & ~1);
    assertThatThrownBy(() -> WaveFormat.read(HexFormat.of().parseHex(even)))
        .isInstanceOf(MalformedMediaException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "80020000, E0010000, 4D4A5047, Motion JPEG 640x480",
    "80020000, 20FEFFFF, 48323634, H264 640x480"
  })
  void bitmapHeadersAreUnderstood(String width, String height, String fourCc, String summary)
      throws Exception {
    var description = BitmapInfo.read(bitmapInfo(width, height, fourCc)).describe();

    assertThat(description.rfc6381()).isEmpty();
    assertThat(description.summary()).isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, E0010000, 4D4A5047",
    "FFFFFFFF, E0010000, 4D4A5047",
    "80020000, 00000080, 4D4A5047",
    "80020000, E0010000, 00000000"
  })
  void whatIsNoBitmapHeaderIsRefused(String width, String height, String fourCc) {
    assertThatThrownBy(() -> BitmapInfo.read(bitmapInfo(width, height, fourCc)))
        .isInstanceOf(MalformedMediaException.class);
  }

  private static byte[] bitmapInfo(String width, String height, String fourCc) {
    String rest = "00100E00" + "00".repeat(16);
    return HexFormat.of().parseHex("28000000" + width + height + "01001800" + fourCc + rest);
  }

  @Test
  void aRateThatIsWrittenOutAlthoughTheTableHasItIsTakenFromTheTable() {
    // AAC-LC, 48 kHz, one channel; then the same with the extension that says that there is no SBR.
    assertThat(tabled("17805DC008")).isEqualTo("1188");
    assertThat(tabled("17805DC00856E500")).isEqualTo("118856E500");
    // The type in eleven bits: 42, which is USAC.
    assertThat(tabled("F95E01770020")).isEqualTo("F94620");
    // What is not written out, is not in the table or ends too early stays what it is.
    for (var config : List.of("1188", "118856E500", "17805DC108", "1780", "")) {
      assertThat(tabled(config)).isEqualTo(config);
    }
  }

  private static String tabled(String config) {
    var octets = AudioSpecificConfig.withRateOfTable(HexFormat.of().parseHex(config));
    return HexFormat.of().withUpperCase().formatHex(octets);
  }
}
