package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Frames are walked from length to length, wherever their octets lie.
final class NalUnitsTest {
  private static final String AVCC = "01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C";

  @Test
  void onlyFramesWhoseLengthsAddUpAreLengthPrefixed() {
    var frames =
        List.of(
            "00000002 09F0 00000003 65AABB",
            "00000001 67 00000000",
            "00000000 00000001 65",
            "00000004 65AABB",
            "00000001 67 0000",
            "00000001 67 00000001 68",
            "FFFFFFFF 65",
            "00000001 09F0 00000001 6588",
            "");

    assertThat(marked(frames, AVCC, "V_MPEG4/ISO/AVC"))
        .containsExactly(false, false, true, true, true, false, true, true, false);
  }

  @Test
  void lengthsAreAsWideAsTheConfigurationSays() {
    var narrow = "01640028FD" + AVCC.substring(10);
    var frame = List.of("0002 09F0 0001 65");

    assertThat(marked(frame, narrow, "V_MPEG4/ISO/AVC")).containsExactly(false);
    assertThat(marked(frame, AVCC, "V_MPEG4/ISO/AVC")).containsExactly(true);
    assertThat(marked(List.of("00000001 65"), "", "V_MPEG4/ISO/AVC")).containsExactly(false);
  }

  @Test
  void framesOfOtherCodecsAreNotLookedAt() {
    assertThat(marked(List.of("FF", "00000001"), "1188", "A_AAC")).containsExactly(false, false);
  }

  @Test
  void aFrameIsSplitIntoItsUnits() {
    assertThat(NalUnits.split(hex("00000002 09F0 00000000 00000001 65"), 4))
        .containsExactly(ByteBuffer.wrap(hex("09F0")), ByteBuffer.wrap(hex("65")));
    assertThat(NalUnits.split(hex("00000003 09F0"), 4)).isEmpty();
    assertThat(NalUnits.split(hex("0000"), 4)).isEmpty();
  }

  @Test
  void aFrameOfTooManyUnitsIsNotTakenForOne() {
    var most = "00000001 41".repeat(NalUnits.MAX_UNITS);
    var withEmptyUnit = most + "00000000";
    var tooMany = most + "00000001 41";

    assertThat(NalUnits.split(hex(withEmptyUnit), 4)).hasSize(NalUnits.MAX_UNITS);
    assertThat(NalUnits.split(hex(tooMany), 4)).isEmpty();
    assertThat(marked(List.of(withEmptyUnit, tooMany), AVCC, "V_MPEG4/ISO/AVC"))
        .containsExactly(false, true);
  }

  /// Which frames are marked, in pieces of one to nine octets.
  private static List<Boolean> marked(List<String> frames, String configuration, String codecId) {
    var answers =
        IntStream.rangeClosed(1, 9)
            .mapToObj(pieceBytes -> marked(frames, configuration, codecId, pieceBytes))
            .distinct()
            .toList();
    assertThat(answers).as("the same however the octets are cut").hasSize(1);
    return answers.getFirst();
  }

  private static List<Boolean> marked(
      List<String> frames, String configuration, String codecId, int pieceBytes) {
    var media = hex("1F43B675FF" + String.join("A3", frames));
    var rows = ByteBuffer.allocate(frames.size() * FrameTable.ROW_BYTES);
    int offset = 5;
    for (var frame : frames) {
      int size = hex(frame).length;
      rows.putInt(offset).putInt(size).putInt(0).putInt(0);
      offset += size + 1;
    }
    var pieces = new ArrayList<ByteBuffer>();
    for (int at = 0; at < media.length; at += pieceBytes) {
      pieces.add(ByteBuffer.wrap(media, at, Math.min(pieceBytes, media.length - at)));
    }
    var track = new Track(1, 1, 1, "", "", codecId, hex(configuration), 0, 0, false, 0, 0, 0, 0, 0);
    var table = FrameTable.decode(rows.flip());
    NalUnits.check(
        new StreamHeader(new byte[0], new byte[0], 1_000_000, List.of(track)), table, pieces);
    return IntStream.range(0, table.count()).mapToObj(table::notLengthPrefixed).toList();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
