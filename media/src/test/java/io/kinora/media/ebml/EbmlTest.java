package io.kinora.media.ebml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Element heads and payloads as RFC 8794 has them.
final class EbmlTest {
  @ParameterizedTest
  @CsvSource({
    "81, 1, 1",
    "A3, 1, 35",
    "4002, 2, 2",
    "100000EB, 4, 235",
    "0100000000000040, 8, 64",
    "01FFFFFFFFFFFFFE, 8, 72057594037927934",
    "FF, 1, -1",
    "7FFF, 2, -1",
    "3FFFFF, 3, -1",
    "1FFFFFFF, 4, -1",
    "0FFFFFFFFF, 5, -1",
    "01FFFFFFFFFFFFFF, 8, -1",
    "407F, 2, 127"
  })
  void sizesAreReadInEveryWidth(String octets, int width, long size) {
    byte[] vint = HexFormat.of().parseHex(octets);
    long word = Long.parseUnsignedLong((octets + "A5".repeat(8)).substring(0, 16), 16);

    assertThat(Vint.width(vint[0])).isEqualTo(width);
    assertThat(Vint.size(word, width)).isEqualTo(size);
  }

  @Test
  void aFirstOctetOfZeroIsNoVint() {
    assertThat(Vint.width(0)).isGreaterThan(Vint.MAX_WIDTH);
  }

  @ParameterizedTest
  @CsvSource({
    "81, 1, true", "FE, 1, true", "80, 1, false", "FF, 1, false",
    "407F, 2, true", "7FFE, 2, true", "407E, 2, false", "7FFF, 2, false",
    "203FFF, 3, true", "3FFFFE, 3, true", "203FFE, 3, false", "3FFFFF, 3, false",
    "101FFFFF, 4, true", "1FFFFFFE, 4, true", "101FFFFE, 4, false", "1FFFFFFF, 4, false"
  })
  void idsAreLegalInTheirNarrowestWidthAlone(String octets, int width, boolean legal) {
    assertThat(ElementId.legal(Integer.parseInt(octets, 16), width)).isEqualTo(legal);
  }

  @Test
  void elementsAreWalked() throws Exception {
    var cursor = cursor("EC 82 0102  4282 40 05 7765626D00  EC 80");

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.id()).isEqualTo(ElementId.VOID);
    assertThat(cursor.binary()).containsExactly(1, 2);
    assertThat(cursor.position()).isEqualTo(1000);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.id()).isEqualTo(ElementId.DOC_TYPE);
    assertThat(cursor.string()).isEqualTo("webm");
    assertThat(cursor.stringBytes()).isEqualTo(4);
    assertThat(cursor.size()).isEqualTo(5);
    assertThat(cursor.position()).isEqualTo(1004);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.string()).isEmpty();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void aMasterIsWalkedByItsOwnCursor() throws Exception {
    var cursor = cursor("A0 86 EC 81 07 EC 81 08  EC 80");
    cursor.next();
    var children = cursor.children();

    assertThat(children.next()).isTrue();
    assertThat(children.next()).isTrue();
    assertThat(children.uint()).isEqualTo(8);
    assertThat(children.position()).isEqualTo(1005);
    assertThat(children.next()).isFalse();
    assertThat(cursor.next()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "EC80, 0",
    "EC8105, 5",
    "EC83010000, 65536",
    "EC887FFFFFFFFFFFFFFF, 9223372036854775807"
  })
  void unsignedIntegersHaveAnyWidth(String element, long value) throws Exception {
    assertThat(only(element).uint()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"EC80, 0", "EC84473B8000, 48000", "EC8840E7700000000000, 48000"})
  void floatsHaveTwoWidthsOrNone(String element, double value) throws Exception {
    assertThat(only(element).real()).isEqualTo(value);
  }

  @Test
  void valuesOutOfRangeAreRefused() throws Exception {
    assertThatThrownBy(only("EC888000000000000000")::uint).hasMessageContaining("out of range");
    assertThat(only("EC888000000000000000").bits()).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(only("EC89000000000000000001")::uint).hasMessageContaining("wider than 8");
    assertThatThrownBy(only("EC8100")::real).hasMessageContaining("1 octets");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC",
        "0F80",
        "42",
        "4282",
        "80 80",
        "FF 80",
        "EC 00",
        "EC 40",
        "EC FF",
        "EC 82 01",
        "EC 01FFFFFFFFFFFFFF",
        "EC 01FFFFFFFFFFFFFE",
        "EC 10 00 00"
      })
  void whatIsNoElementIsRefusedAtItsPosition(String octets) throws Exception {
    var cursor = only("EC 80" + octets);

    assertThatThrownBy(cursor::next)
        .isInstanceOfSatisfying(
            MalformedMediaException.class,
            failure -> assertThat(failure.position()).isEqualTo(1002));
  }

  @Test
  void elementsAreWrittenWithSizesOfFourOctets() {
    var writer = new EbmlWriter();
    int master = writer.open(ElementId.EBML);
    writer.uint(ElementId.EBML_VERSION, 0);
    writer.uint(ElementId.EBML_VERSION, 0x1_0000_0000L);
    writer.string(ElementId.DOC_TYPE, "é");
    writer.close(master);
    writer.openUnknown(ElementId.EBML);

    assertThat(HexFormat.of().withUpperCase().formatHex(writer.toByteArray()))
        .isEqualTo(
            "1A45DFA3 1000001A 4286 10000001 00 4286 10000005 0100000000 4282 10000002 C3A9"
                    .replace(" ", "")
                + "1A45DFA301FFFFFFFFFFFFFF");
  }

  @Test
  void aWriterGrows() throws Exception {
    var writer = new EbmlWriter();
    writer.binary(ElementId.VOID, new byte[100_000]);
    byte[] octets = writer.toByteArray();
    var cursor = new EbmlCursor(octets, 0, octets.length, 0);

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.size()).isEqualTo(100_000);
    assertThat(cursor.next()).isFalse();
  }

  private static EbmlCursor only(String element) throws MalformedMediaException {
    var cursor = cursor(element);
    assertThat(cursor.next()).isTrue();
    return cursor;
  }

  private static EbmlCursor cursor(String digits) {
    byte[] octets = HexFormat.of().parseHex("FFFF" + digits.replace(" ", "") + "FFFF");
    return new EbmlCursor(octets, 2, octets.length - 2, 1000);
  }
}
