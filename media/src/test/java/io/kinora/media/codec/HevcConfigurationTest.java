package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `hvcC` of real producers and encoders.
final class HevcConfigurationTest {
  private static final String KVSSINK =
      "0101600000009000000000005df000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
          + "0003000003005dba0240210001002942010101600000030090000003000003005da00280802d165b"
          + "a4a4c2f0168080000003008000000f0422000100064401c073c189";

  @ParameterizedTest
  @CsvSource({
    KVSSINK + ", hvc1.1.6.L93.90, H.265 Main 3.1 1280x720",
    "0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
        + "0003000003003c959809210001002a42010101600000030090000003000003003ca00a480b9c9596"
        + "566924caf0168080000003008000000c8422000100074401c172b46240,"
        + " hvc1.1.6.L60.90, H.265 Main 2.0 322x182",
    "0102200000009000000000003cf000fcfdfafa00000f03200001001840010c01ffff0220000003009000"
        + "0003000003003c959809210001002c42010102200000030090000003000003003ca00a480b9c94d9"
        + "6566924caf016808000003000800000300c84022000100074401c172b46240,"
        + " hvc1.2.4.L60.90, H.265 Main 10 2.0 322x182",
    "0104080000009d08000000003cf000fcfef8f800000f03200001001740010c01ffff0408000003009d08"
        + "00000300003c95980921000100294201010408000003009d0800000300003cb00a480b9c97965669"
        + "24caf0168080000003008000000c8422000100074401c172b46240,"
        + " hvc1.4.10.L60.9d.8, H.265 Range Extensions 2.0 322x182",
    "0104080000009e08000000003cf000fcfff8f800000f03200001001740010c01ffff0408000003009e08"
        + "00000300003c959809210001002b4201010408000003009e0800000300003c90014901739ef2cacd"
        + "24995e02d010000003001000000301908022000100084401c172860c4624,"
        + " hvc1.4.10.L60.9e.8, H.265 Range Extensions 2.0 322x182",
    "0104080000009fc8000000003cf000fcfcf8f800000f03200001001740010c01ffff0408000003009fc8"
        + "00000300003c959809210001002a4201010408000003009fc800000300003cc029202e73de5959a4"
        + "932bc05b02000003000200000300321022000100074401c172b46240,"
        + " hvc1.4.10.L60.9f.c8, H.265 Range Extensions 2.0 322x182"
  })
  void encodersAreUnderstood(String hvcC, String codec, String summary) throws Exception {
    var configuration = HevcConfiguration.read(HexFormat.of().parseHex(hvcC));

    assertThat(configuration.nalLengthBytes()).isEqualTo(4);
    assertThat(configuration.parameterSets()).hasSize(3);
    assertThat(configuration.describe().rfc6381()).isEqualTo(codec);
    assertThat(configuration.describe().summary()).isEqualTo(summary);
  }

  @Test
  void subLayersAreSkipped() throws Exception {
    var sps = new BitWriter().bits(4, 0).bits(3, 2).bits(1, 0).bits(32, 0).bits(32, 0).bits(32, 0);
    sps.bits(16, 0b1101_0000_0000_0000);
    sps.bits(32, 0).bits(32, 0).bits(24, 0).bits(8, 0).bits(8, 0);
    sps.golomb(0, 3).bits(1, 1).golomb(1920, 1080).bits(1, 1).golomb(1, 2, 3, 4);
    var configuration = HevcConfiguration.read(hvcC(0x21, sps));

    assertThat(configuration.width()).isEqualTo(1917);
    assertThat(configuration.height()).isEqualTo(1073);
  }

  @Test
  void theHighTierAndTheProfileSpaceAreNamed() throws Exception {
    byte[] hvcC = HexFormat.of().parseHex(KVSSINK);
    hvcC[1] = (byte) 0xA1;
    var description = HevcConfiguration.read(hvcC).describe();

    assertThat(description.rfc6381()).isEqualTo("hvc1.B1.6.H93.90");
    assertThat(description.summary()).isEqualTo("H.265 Main 3.1 High tier 1280x720");
  }

  @Test
  void aConfigurationOfVersionZeroIsAccepted() throws Exception {
    byte[] hvcC = HexFormat.of().parseHex(KVSSINK);
    hvcC[0] = 0;

    assertThat(HevcConfiguration.read(hvcC).width()).isEqualTo(1280);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, unknown version",
    "21, 0x0E, 3 octets",
    "22, 2, type 34",
    "27, 0x20, too early",
    "28, 0x42, type 32"
  })
  void whatIsNoHvcCIsRefused(int index, int octet, String clause) {
    byte[] hvcC = HexFormat.of().parseHex(KVSSINK);
    hvcC[index] = (byte) octet;

    assertThatThrownBy(() -> HevcConfiguration.read(hvcC))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(clause);
  }

  /// A configuration whose arrays are labelled by their order, whatever they hold.
  private static byte[] hvcC(int label, BitWriter sps) {
    byte[] unit = sps.nalUnit(0x42, 0x01);
    String arrays =
        "03 20 0001 0002 4001 %02X 0001 %04X %s 22 0001 0002 4401"
            .formatted(label, unit.length, HexFormat.of().formatHex(unit));
    return HexFormat.of().parseHex((KVSSINK.substring(0, 44) + arrays).replace(" ", ""));
  }
}
