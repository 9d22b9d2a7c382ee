package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `avcC` of real producers and encoders, and parameter sets made up for what those do not use.
final class AvcConfigurationTest {
  private static final String HIGH = "01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C";

  @ParameterizedTest
  @CsvSource({
    HIGH + ", avc1.640028, H.264 High 4.0 640x480",
    "014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80,"
        + " avc1.4d401f, H.264 Main 3.1 1280x720",
    "0142001effe100222742001e898b60501ed808800013880003d0907030005dc00017705ef7c1f08846e0"
        + "01000428ce1f20, avc1.42001e, H.264 Baseline 3.0 640x480",
    "014d401e03010027274d401eb9101405ff2e02d4040407c0000003004000000f38a0003d090007a13bde"
        + "e03e1108d401000428fe3c80, avc1.4d401e, H.264 Main 3.0 640x360",
    "0164001fffe100236764001facb200a00aff11808800001f480005dc03030007a12000f427359803c60c"
        + "9201000568ebccb22c, avc1.64001f, H.264 High 3.1 1280x674",
    "0142c00dffe100196742c00dd901519e6bc044000003000400000300c83c50a92001000568cb83cb20,"
        + " avc1.42c00d, H.264 Constrained Baseline 1.3 326x188",
    "0164000dffe1001a6764000dacd941519e226c0440000003004000000c83c50a658001000668ebe3cb22"
        + "c0fdf8f800, avc1.64000d, H.264 High 1.3 322x182",
    "0164000dffe1001b6764000df365054678f8bc05b2000003000200000300641e28532c01000668ebe3cb"
        + "22c0fcf8f800, avc1.64000d, H.264 High 1.3 322x182",
    "01640015ffe1001a67640015acd941533cd5808800000300080000030190f8a14cb001000768fba3cb30"
        + "02c0fdf8f800, avc1.640015, H.264 High 2.1 326x188",
    "017a000dffe1001b677a000db6cd941519e222f011000003000100000300320f14299601000668ebe3cb"
        + "22c0fefafa00, avc1.7a000d, H.264 High 4:2:2 1.3 322x182",
    "01f4000dffe1001b67f4000d919b282a33c7c5e022000003000200000300641e28532c01000868ebe3c4"
        + "4c000440fff8f800, avc1.f4000d, H.264 High 4:4:4 Predictive 1.3 322x182"
  })
  void encodersAreUnderstood(String avcC, String codec, String summary) throws Exception {
    var configuration = AvcConfiguration.read(HexFormat.of().parseHex(avcC));
    var description = configuration.describe();

    assertThat(configuration.nalLengthBytes()).isEqualTo(4);
    assertThat(description.rfc6381()).isEqualTo(codec);
    assertThat(description.summary()).isEqualTo(summary);
    assertThat(summary).endsWith(" " + description.width() + "x" + description.height());
  }

  @Test
  void parameterSetsAreKept() throws Exception {
    var configuration = AvcConfiguration.read(HexFormat.of().parseHex(HIGH));

    assertThat(configuration.sequenceParameterSets()).hasSize(1);
    assertThat(configuration.sequenceParameterSets().getFirst()).hasSize(14).startsWith(0x27, 0x64);
    assertThat(configuration.pictureParameterSets().getFirst())
        .containsExactly(0x28, 0xEE, 0x1F, 0x2C);
  }

  @ParameterizedTest
  @CsvSource({
    "66, 0x10, 11, Baseline 1b",
    "66, 0, 11, Baseline 1.1",
    "77, 0x10, 11, Main 1b",
    "100, 0x10, 11, High 1.1",
    "100, 0, 9, High 1b",
    "88, 0, 30, Extended 3.0",
    "110, 0, 52, High 10 5.2",
    "118, 0, 40, profile 118 4.0"
  })
  void profilesAndLevelsAreNamed(int profile, int constraints, int level, String name)
      throws Exception {
    byte[] avcC = avcC(plain(profile == 110 || profile == 118 ? 100 : profile));
    avcC[1] = (byte) profile;
    avcC[2] = (byte) constraints;
    avcC[3] = (byte) level;

    assertThat(AvcConfiguration.read(avcC).describe().summary())
        .isEqualTo("H.264 " + name + " 64x32");
  }

  @Test
  void scalingListsAreSkipped() throws Exception {
    var sps = new BitWriter().bits(8, 244).bits(16, 0).golomb(0, 3).bits(1, 0).golomb(0, 0);
    sps.bits(1, 0).bits(1, 1);
    for (int list = 0; list < 12; list++) {
      sps.bits(1, list % 2);
      if (list % 2 == 1) {
        // Lists that end early by a next scale of 0 or 256, and others written to their end.
        sps.golomb(
            switch (list) {
              case 1 -> new long[] {16};
              case 3 -> new long[] {253, 241};
              default -> new long[list < 6 ? 16 : 64];
            });
      }
    }
    sps.golomb(0, 2, 0).bits(1, 0).golomb(3, 1).bits(4, 0b1100);

    assertThat(AvcConfiguration.read(avcC(sps)).width()).isEqualTo(64);
    assertThat(AvcConfiguration.read(avcC(sps)).height()).isEqualTo(32);
  }

  @Test
  void pictureOrderCyclesAreSkippedAndFieldsDoubleTheHeight() throws Exception {
    var sps = new BitWriter().bits(8, 77).bits(16, 0).golomb(0, 0);
    sps.golomb(1).bits(1, 0).golomb(5, 6, 3, 1, 2, 3).golomb(0).bits(1, 0);
    sps.golomb(3, 1).bits(1, 0).bits(1, 0).bits(1, 1).bits(1, 1).golomb(1, 2, 1, 1).bits(1, 0);

    var configuration = AvcConfiguration.read(avcC(sps));
    assertThat(configuration.width()).isEqualTo(64 - 2 * 3);
    assertThat(configuration.height()).isEqualTo(2 * (32 - 2 * 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0xFC, 0xFD, 0xFF, 0x03})
  void nalLengthsHaveOneTwoOrFourOctets(int octet) throws Exception {
    byte[] avcC = HexFormat.of().parseHex(HIGH);
    avcC[4] = (byte) octet;

    assertThat(AvcConfiguration.read(avcC).nalLengthBytes()).isEqualTo((octet & 3) + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, unknown version",
    "4, 0xFE, 3 octets",
    "5, 0xE0, without parameter sets",
    "22, 0, without parameter sets",
    "7, 0xFF, too early"
  })
  void whatIsNoAvcCIsRefused(int index, int octet, String clause) {
    byte[] avcC = HexFormat.of().parseHex(HIGH);
    avcC[index] = (byte) octet;

    assertThatThrownBy(() -> AvcConfiguration.read(avcC))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(clause);
  }

  @Test
  void impossiblePicturesAreRefused() {
    var huge = new BitWriter().bits(8, 66).bits(16, 0).golomb(0, 0, 2, 0).bits(1, 0);
    huge.golomb(1L << 31, 1).bits(4, 0b1100);
    var cropped = new BitWriter().bits(8, 66).bits(16, 0).golomb(0, 0, 2, 0).bits(1, 0);
    cropped.golomb(3, 1).bits(3, 0b111).golomb(16, 16, 0, 0).bits(1, 0);
    assertThatThrownBy(() -> AvcConfiguration.read(avcC(huge))).hasMessageContaining("picture of");
    assertThatThrownBy(() -> AvcConfiguration.read(avcC(cropped)))
        .hasMessageContaining("picture of 0x");
  }

  @Test
  void pictureOrderCyclesAreLimited() throws Exception {
    assertThat(AvcConfiguration.read(avcC(pictureOrderCycle(255))).width()).isEqualTo(64);
    assertThatThrownBy(() -> AvcConfiguration.read(avcC(pictureOrderCycle(256))))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("cycle too long");
  }

  private static BitWriter pictureOrderCycle(int length) {
    var sps = new BitWriter().bits(8, 66).bits(16, 0).golomb(0, 0, 1).bits(1, 0);
    sps.golomb(0, 0, length).golomb(new long[length]);
    return sps.golomb(0).bits(1, 0).golomb(3, 1).bits(4, 0b1100);
  }

  /// A sequence parameter set of 64x32.
  private static BitWriter plain(int profile) {
    var sps = new BitWriter().bits(8, profile).bits(16, 0).golomb(0);
    if (profile == 100) {
      sps.golomb(1, 0, 0).bits(2, 0);
    }
    return sps.golomb(0, 2, 0).bits(1, 0).golomb(3, 1).bits(4, 0b1100);
  }

  private static byte[] avcC(BitWriter sps) {
    byte[] unit = sps.nalUnit(0x67);
    return HexFormat.of()
        .parseHex(
            "01640028FFE1%04X%s01000168".formatted(unit.length, HexFormat.of().formatHex(unit)));
  }
}
