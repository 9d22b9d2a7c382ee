package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Start codes into lengths.
final class AnnexBTest {
  @Test
  void startCodesOfAnyLengthAndTrailingZerosAreNoPartOfAUnit() {
    var units = AnnexB.split(hex("00000001 09F0 000001 6742 00 00000000000001 68EE00 000001 65"));

    assertThat(units).containsExactly(unit("09F0"), unit("6742"), unit("68EE"), unit("65"));
  }

  @Test
  void zerosInsideAUnitStayThere() {
    assertThat(AnnexB.split(hex("000001 650000030001 0001")))
        .containsExactly(unit("65000003000100 01"));
  }

  @Test
  void whatHasNoStartCodeHasNoUnits() {
    assertThat(AnnexB.split(hex("0000 6742"))).isEmpty();
    assertThat(AnnexB.split(hex("000001"))).isEmpty();
    assertThat(AnnexB.split(new byte[0])).isEmpty();
  }

  @Test
  void eachUnitGetsItsLength() {
    assertThat(AnnexB.toLengthPrefixed(hex("000001 09F0 000001 65AABB")))
        .contains(hex("00000002 09F0 00000003 65AABB"));
    assertThat(AnnexB.toLengthPrefixed(hex("00000001"))).isEmpty();
  }

  @Test
  void aFrameOfTooManyUnitsHasNone() {
    var most = "000001 41".repeat(NalUnits.MAX_UNITS);

    assertThat(AnnexB.split(hex(most))).hasSize(NalUnits.MAX_UNITS);
    assertThat(AnnexB.toLengthPrefixed(hex(most))).isPresent();
    assertThat(AnnexB.split(hex(most + "000001 41"))).isEmpty();
    assertThat(AnnexB.split(hex(most + most))).isEmpty();
    assertThat(AnnexB.toLengthPrefixed(hex(most + "000001 41"))).isEmpty();
  }

  @Test
  void aStartCodeIsOfThreeOrFourOctetsWithSomethingBehind() {
    assertThat(List.of("00000109", "0000000167")).allMatch(text -> AnnexB.isStartCode(hex(text)));
    assertThat(List.of("000001", "00000067", "0164001F", ""))
        .noneMatch(text -> AnnexB.isStartCode(hex(text)));
  }

  private static ByteBuffer unit(String digits) {
    return ByteBuffer.wrap(hex(digits));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
