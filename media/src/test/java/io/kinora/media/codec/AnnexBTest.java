package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Start codes into lengths.
final class AnnexBTest {
  @Test
  void startCodesOfAnyLengthAndTrailingZerosAreNoPartOfAUnit() {
    var units = AnnexB.split(hex("00000001 09F0 000001 6742 00 00000000000001 68EE00 000001 65"));

    assertThat(units).containsExactly(hex("09F0"), hex("6742"), hex("68EE"), hex("65"));
  }

  @Test
  void zerosInsideAUnitStayThere() {
    assertThat(AnnexB.split(hex("000001 650000030001 0001")))
        .containsExactly(hex("65000003000100 01"));
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
        .isEqualTo(hex("00000002 09F0 00000003 65AABB"));
  }

  @Test
  void aStartCodeIsOfThreeOrFourOctetsWithSomethingBehind() {
    assertThat(List.of("00000109", "0000000167")).allMatch(text -> AnnexB.isStartCode(hex(text)));
    assertThat(List.of("000001", "00000067", "0164001F", ""))
        .noneMatch(text -> AnnexB.isStartCode(hex(text)));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
