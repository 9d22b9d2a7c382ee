package io.kinora.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentSummary;
import io.kinora.store.Presentation;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Holds packed rows to the format page.
final class PackedRowTest {
  private static final FragmentMetadata ROW =
      new FragmentMetadata(
          7,
          new FragmentNumber(1001, 1_700_000_000_000L, 0x0ABCDEF),
          -5,
          1900,
          2000,
          new Presentation(-2, -7, 1960, 1984, true),
          new Continuity(9, 16_000, 1, 3, 2, 4, 5000, 6000, 1L << 33),
          250_000,
          true,
          new FragmentLocation(21, 4096, 250_880, 256));

  /// A row that has these two, and these numbers wherever there may be any.
  private static FragmentMetadata extreme(FragmentNumber number, boolean flag, long any, int few) {
    return new FragmentMetadata(
        any,
        number,
        any,
        any,
        any,
        new Presentation(any, few, few, few, flag),
        new Continuity(any, any, few, any, few, few, any, any, any),
        any,
        !flag,
        new FragmentLocation(any, any, few, any));
  }

  @Test
  void theOctetsAreAsThePageSays() {
    assertThat(HexFormat.of().formatHex(PackedRow.encode(ROW)))
        .isEqualTo(
            "e907" // sequence
                + "80d095ffbc31" // server time
                + "ef9baf05" // random
                + "fbffffffffffffffff01" // producer time
                + "ec0e" // length
                + "90a10f" // octets
                + "07" // stream
                + "d00f" // duration
                + "03" // archived and independent
                + "feffffffffffffffff01" // configuration
                + "f9ffffffffffffffff01" // start
                + "a80f" // video
                + "c00f" // audio
                + "09" // ordinal
                + "807d" // elapsed
                + "01" // configurations
                + "03" // first of its configuration
                + "02" // breaks on the producer's clock
                + "04" // breaks on the server's clock
                + "8827" // pauses
                + "f02e" // elapsed before the last pause
                + "8080808020" // octets before it
                + "15" // segment
                + "8020" // offset
                + "80a80f" // octets of the record
                + "8002"); // stream header
  }

  @Test
  void everyValueComesBack() throws MalformedRowException {
    var lowest = new FragmentNumber(0, 0, 0);
    var highest = new FragmentNumber(FragmentNumber.MAX_SEQUENCE, Long.MAX_VALUE, (1 << 28) - 1);
    for (var row :
        new FragmentMetadata[] {
          ROW,
          extreme(lowest, false, 0, 0),
          extreme(lowest, true, -1, -1),
          extreme(highest, false, Long.MAX_VALUE, Integer.MAX_VALUE),
          extreme(highest, true, Long.MIN_VALUE, Integer.MIN_VALUE)
        }) {
      var octets = PackedRow.encode(row);

      assertThat(PackedRow.decode(octets)).isEqualTo(row);
      assertThat(PackedRow.summary(octets))
          .isEqualTo(
              new FragmentSummary(
                  row.number(), row.producerTimeMs(), row.lengthMs(), row.sizeBytes()));
    }
  }

  @Test
  void whatEndsTooEarlyIsMalformed() {
    var whole = PackedRow.encode(ROW);
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);

      assertThatThrownBy(() -> PackedRow.decode(cut)).isInstanceOf(MalformedRowException.class);
    }
  }

  @Test
  void whatGoesOnIsMalformed() {
    var longer = Arrays.copyOf(PackedRow.encode(ROW), PackedRow.encode(ROW).length + 1);

    assertThatThrownBy(() -> PackedRow.decode(longer))
        .isInstanceOf(MalformedRowException.class)
        .hasMessageContaining("1 octets too many");
  }

  @Test
  void aNumberThatDoesNotEndIsMalformed() {
    var endless = new byte[40];
    Arrays.fill(endless, (byte) 0x80);

    assertThatThrownBy(() -> PackedRow.decode(endless)).isInstanceOf(MalformedRowException.class);
    assertThatThrownBy(() -> PackedRow.summary(endless)).isInstanceOf(MalformedRowException.class);
  }

  @Test
  void numbersOutOfRangeAreMalformed() {
    var random = HexFormat.of().parseHex("01018080808010");
    var sequence = HexFormat.of().parseHex("ffffffffffffffffff010101");

    assertThatThrownBy(() -> PackedRow.decode(random)).hasMessageContaining("32 bits");
    assertThatThrownBy(() -> PackedRow.decode(sequence)).hasMessageContaining("out of range");
  }
}
