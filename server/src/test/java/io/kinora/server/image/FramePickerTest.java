package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FrameTable;
import io.kinora.server.image.FramePicker.Run;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FramePickerTest {
  private static final int MS_NS = 1_000_000;
  private static final int KEY = 1;
  private static final int INVISIBLE = 4;

  @Test
  void theFrameShownLastByThenIsPickedWhateverTheOrderOfDecoding() {
    var picker = picker("0K 120 40 80 160");

    assertThat(picker.at(0)).isZero();
    assertThat(picker.at(39)).isZero();
    assertThat(picker.at(40)).isEqualTo(2);
    assertThat(picker.at(119)).isEqualTo(3);
    assertThat(picker.at(120)).isEqualTo(1);
    assertThat(picker.at(100_000)).isEqualTo(4);
  }

  @Test
  void beforeTheFirstFrameTheFirstOneIsPicked() {
    assertThat(picker("20K 60").at(0)).isZero();
    assertThat(picker("40K 0 80").at(-5)).isEqualTo(1);
  }

  @Test
  void ticksOfAnyLengthAreRoundedDown() {
    var fine = new FramePicker(frames("0K 33366 66733"), 0, 1000);

    assertThat(fine.at(33)).isZero();
    assertThat(fine.at(34)).isEqualTo(1);
    assertThat(fine.at(66)).isEqualTo(1);
    assertThat(fine.at(67)).isEqualTo(2);
  }

  @Test
  void framesOfOtherTracksAndInvisibleOnesAreNotPicked() {
    var picker = picker("0K 10o 40i 80");

    assertThat(picker.count()).isEqualTo(3);
    assertThat(picker.at(50)).isZero();
    assertThat(picker.row(picker.at(80))).isEqualTo(3);
  }

  @Test
  void decodingBeginsAtTheKeyFrameBeforeAndSkipsWhatIsNotNeeded() {
    var picker = picker("0K 40 80K 120 160K 200");

    assertThat(picker.runs(wanted(1))).containsExactly(new Run(0, 1));
    assertThat(picker.runs(wanted(3))).containsExactly(new Run(2, 3));
    assertThat(picker.runs(wanted(0, 5))).containsExactly(new Run(0, 0), new Run(4, 5));
    assertThat(picker.runs(wanted(1, 2))).as("no gap between").containsExactly(new Run(0, 2));
  }

  @Test
  void aPictureShownBeforeItsKeyFrameNeedsTheKeyFrameBefore() {
    var picker = picker("0K 40 160K 80 120 200");

    assertThat(picker.runs(wanted(3))).containsExactly(new Run(0, 3));
    assertThat(picker.runs(wanted(5))).containsExactly(new Run(2, 5));
    assertThat(picker.runs(wanted(3, 5))).containsExactly(new Run(0, 5));
  }

  @Test
  void framesBeforeTheFirstKeyFrameNeedALeadIn() {
    assertThat(picker("0 40 80K 120").needsLeadIn(List.of(1))).isTrue();
    assertThat(picker("0 40 80K 120").needsLeadIn(List.of(3))).isFalse();
    assertThat(picker("80K 0 40 120").needsLeadIn(List.of(0, 3))).isFalse();
    assertThat(picker("80K 0 40 120").needsLeadIn(List.of(2))).isTrue();
  }

  @Test
  void theLastKeyFrameIsFoundInEitherOrder() {
    var picker = picker("0K 40 160K 80");

    assertThat(picker.lastKey()).isEqualTo(2);
    assertThat(picker.lastKeyDecoded()).isEqualTo(2);
    assertThat(picker("0 40").lastKey()).isZero();
    assertThat(picker("0 40").lastKeyDecoded()).isNegative();
  }

  private static NavigableSet<Integer> wanted(Integer... places) {
    return new TreeSet<>(List.of(places));
  }

  private static FramePicker picker(String frames) {
    return new FramePicker(frames(frames), 0, MS_NS);
  }

  /// Times in decode order; K is a key frame, i an invisible one, o one of another track.
  private static FrameTable frames(String text) {
    var words = text.split(" ");
    var rows = ByteBuffer.allocate(words.length * FrameTable.ROW_BYTES);
    for (var word : words) {
      int flags = (word.endsWith("K") ? KEY : 0) | (word.endsWith("i") ? INVISIBLE : 0);
      rows.putInt(0).putInt(1).putInt(Integer.parseInt(word.replaceAll("[Kio]", "")));
      rows.putShort((short) 0).put((byte) (word.endsWith("o") ? 1 : 0)).put((byte) flags);
    }
    return FrameTable.decode(rows.flip());
  }
}
