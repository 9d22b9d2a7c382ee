package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

/// The layout of the table is stored, so that it must not change.
final class FrameTableTest {
  private static final String ENCODED =
      """
      00000017 00000100 00000000 0000 00 01
      0100012A 00ABCDEF FFFFFFFB FFFF FF 0E
      0100012B 00000002 00000021 0015 01 09
      """;

  @Test
  void itIsLaidOutAsThePageSays() {
    var table = new FrameTable(0);
    table.add(0x17, 0x100, 0, 0, FrameTable.KEY);
    table.add(0x0100012A, 0xABCDEF, -5, FrameTable.UNKNOWN_TRACK, 0x0E);
    table.group(1, false, Long.MAX_VALUE);
    table.add(0x0100012B, 2, 33, 1, FrameTable.LACED);
    table.group(2, true, 21);

    byte[] encoded = new byte[table.encode().remaining()];
    table.encode().get(encoded);
    assertThat(encoded).isEqualTo(Mkv.hex(ENCODED));
  }

  @Test
  void itIsReadBack() {
    var encoded = ByteBuffer.allocateDirect(100).put(3, Mkv.hex(ENCODED)).position(3).limit(51);
    var table = FrameTable.decode(encoded);

    assertThat(table.count()).isEqualTo(3);
    assertThat(table.offset(1)).isEqualTo(0x0100012A);
    assertThat(table.size(1)).isEqualTo(0xABCDEF);
    assertThat(table.time(1)).isEqualTo(-5);
    assertThat(table.duration(1)).isEqualTo(65_535);
    assertThat(table.track(1)).isEqualTo(FrameTable.UNKNOWN_TRACK);
    assertThat(table.key(1)).isFalse();
    assertThat(table.discardable(1)).isTrue();
    assertThat(table.invisible(1)).isTrue();
    assertThat(table.laced(1)).isTrue();
    assertThat(table.key(2)).isTrue();
    assertThat(table.discardable(2)).isFalse();
    assertThat(table.minTime()).isEqualTo(-5);
    assertThat(table.maxTime()).isEqualTo(33);
    assertThat(table.encode()).isEqualTo(encoded);
    assertThat(encoded.position()).isEqualTo(3);
  }

  @Test
  void anEmptyTableHasNoTimes() {
    var table = FrameTable.decode(ByteBuffer.allocate(0));

    assertThat(table.count()).isZero();
    assertThat(table.minTime()).isZero();
    assertThat(table.maxTime()).isZero();
    assertThatThrownBy(() -> table.offset(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void durationsOfAGroupAreSharedByItsLaces() {
    var table = new FrameTable(1);
    for (int lace = 0; lace < 3; lace++) {
      table.add(lace, 1, 0, 0, FrameTable.LACED);
    }
    table.group(0, true, 61);

    assertThat(table.duration(0)).isEqualTo(20);
    assertThat(table.duration(2)).isEqualTo(20);
    assertThat(table.key(1)).isTrue();
  }

  @Test
  void whatIsEncodedCannotBeChanged() {
    var encoded = FrameTable.decode(ByteBuffer.wrap(Mkv.hex(ENCODED))).encode();

    assertThatThrownBy(() -> encoded.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThatThrownBy(() -> FrameTable.decode(ByteBuffer.allocate(15)))
        .isInstanceOf(IllegalArgumentException.class);
    var tooLong = ByteBuffer.allocate((FrameTable.MAX_ROWS + 1) * FrameTable.ROW_BYTES);
    assertThatThrownBy(() -> FrameTable.decode(tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
