package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnnexBFramesTest {
  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "0000000265AA 0000000141, 0000000165AA 0000000141, lengths become start codes",
    "0000000165AA 0000000141, 0000000165AA 0000000141, start codes stay",
    "00000165AA, 00000165AA, short start codes stay",
    "0000000265AA 00000000, 0000000165AA, a unit of no length at the end is left out",
    "00000000 0000000265AA, 0000000165AA, and at the beginning",
    "0000000265AA 0000000941BB, 0000000165AA 0000000141BB, of a unit that is cut short is what there is",
    "0000000265AA FFFFFFFF41, 0000000165AA 0000000141, also of one that claims gigabytes",
    "0000000265AA 0000, 0000000165AA, half a length is nothing",
    "00000001 65, 0000000165, a unit of one octet is no start code",
    "'', '', nothing stays nothing"
  })
  void lengthsOfFourOctets(String frame, String expected, String name) {
    assertThat(convert(4, frame)).as(name).isEqualToIgnoringCase(expected.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0265AA 0141, 0000000165AA 0000000141",
    "2, 000265AA 000141, 0000000165AA 0000000141",
    "2, 000265AA 000941, 0000000165AA 0000000141",
    "1, '00 00 00', ''"
  })
  void shorterLengths(int lengthBytes, String frame, String expected) {
    assertThat(convert(lengthBytes, frame)).isEqualToIgnoringCase(expected.replace(" ", ""));
  }

  private static String convert(int lengthBytes, String digits) {
    var frame = ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
    var converted = new AnnexBFrames(new byte[0], lengthBytes).convert(frame);
    var octets = new byte[converted.remaining()];
    converted.get(octets);
    return HexFormat.of().formatHex(octets);
  }
}
