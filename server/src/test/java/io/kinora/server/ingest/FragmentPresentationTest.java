package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.live.LiveFragment;
import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import io.kinora.store.Presentation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What players are told of a fragment.
final class FragmentPresentationTest {
  private static final int KEY = 1;

  /// A frame of 100 ticks.
  private record Frame(int time, int track, int flags) {}

  private static FrameTable frames(Frame... frames) {
    var rows = ByteBuffer.allocate(frames.length * FrameTable.ROW_BYTES);
    for (var frame : frames) {
      rows.putInt(0).putInt(1).putInt(frame.time).putShort((short) 100);
      rows.put((byte) frame.track).put((byte) frame.flags);
    }
    return FrameTable.decode(rows.flip());
  }

  private static StreamHeader header(long scaleNs, int... types) {
    var tracks =
        Arrays.stream(types)
            .mapToObj(
                type -> new Track(1, 1, type, "", "", "", new byte[0], 0, 0, false, 0, 0, 0, 0, 0))
            .toList();
    return new StreamHeader(new byte[0], new byte[0], scaleNs, List.copyOf(tracks));
  }

  private static Presentation of(FrameTable frames, StreamHeader header) {
    return of(frames, header, OptionalLong.empty());
  }

  /// Of a fragment at second 100.
  private static Presentation of(FrameTable frames, StreamHeader header, OptionalLong videoEndMs) {
    var number = new FragmentNumber(1, 1, 1);
    var blob = new HeaderBlob(new byte[0]);
    return FragmentPresentation.of(
        frames,
        header,
        new LiveFragment.Identity(
            number, number.toString(), 0, 100_000, blob, 77, new byte[0], videoEndMs, 0));
  }

  @Test
  void theFirstTrackOfEachKindCounts() {
    var frames =
        frames(
            new Frame(5000, 0, 0),
            new Frame(0, 1, KEY),
            new Frame(10, 2, KEY),
            new Frame(300, 1, 0),
            new Frame(9000, 3, KEY),
            new Frame(9000, 4, KEY),
            new Frame(810, 2, KEY));
    var header = header(1_000_000, 17, Track.VIDEO, Track.AUDIO, Track.VIDEO, Track.AUDIO);

    assertThat(of(frames, header)).isEqualTo(new Presentation(77, 0, 400, 900, true));
  }

  @Test
  void aFragmentThatBeginsWithADependentPictureIsNotIndependent() {
    var frames = frames(new Frame(0, 1, KEY), new Frame(0, 0, 0), new Frame(40, 0, KEY));

    assertThat(of(frames, header(1_000_000, Track.VIDEO, Track.AUDIO)).independent()).isFalse();
  }

  @Test
  void withoutPicturesEveryFragmentIsIndependent() {
    var sound = frames(new Frame(0, 0, 0), new Frame(1, 0, 0));

    assertThat(of(sound, header(1_000_000, Track.AUDIO)))
        .isEqualTo(new Presentation(77, 0, 0, 101, true));
    assertThat(of(sound, header(1_000_000, Track.AUDIO, Track.VIDEO)).independent()).isTrue();
  }

  @Test
  void durationsAreTheNearestMillisecond() {
    var frame = frames(new Frame(0, 0, KEY));

    assertThat(of(frame, header(666_667, Track.VIDEO)).videoMs()).isEqualTo(67);
    assertThat(of(frame, header(333_333, Track.VIDEO)).videoMs()).isEqualTo(33);
  }

  @Test
  void durationsBeyondAnIntAreTheGreatestInt() {
    var frames = frames(new Frame(0, 0, KEY), new Frame(1_000_000, 0, 0));

    assertThat(of(frames, header(1_000_000_000_000L, Track.VIDEO)).videoMs())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void videoCutOffBetweenReorderedFramesGoesOnWhereTheVideoBeforeItEnds() {
    // Shown before them was a frame at 160 for 40.
    var frames =
        frames(
            new Frame(80, 0, 0),
            new Frame(40, 0, 0),
            new Frame(120, 0, 0),
            new Frame(320, 0, 0),
            new Frame(240, 0, 0));

    var shown = of(frames, header(1_000_000, Track.VIDEO), OptionalLong.of(100_200));

    assertThat(shown).isEqualTo(new Presentation(77, 200, 220, 0, false));
  }

  @Test
  void framesThatAreAllShownBeforeTheEndOfWhatWasSentStillTakeAMoment() {
    var frames = frames(new Frame(80, 0, 0), new Frame(40, 0, 0));

    var shown = of(frames, header(1_000_000, Track.VIDEO), OptionalLong.of(100_400));

    assertThat(shown).isEqualTo(new Presentation(77, 400, 1, 0, false));
  }

  @Test
  void keyFramesAndWhatIsMoreThanASecondBackBeginWhereTheyAre() {
    var key = frames(new Frame(80, 0, KEY), new Frame(40, 0, 0));
    var dependent = frames(new Frame(80, 0, 0), new Frame(40, 0, 0));
    var header = header(1_000_000, Track.VIDEO);

    assertThat(of(key, header, OptionalLong.of(100_200)).startMs()).isEqualTo(40);
    assertThat(of(dependent, header, OptionalLong.of(101_040)).startMs()).isEqualTo(1040);
    assertThat(of(dependent, header, OptionalLong.of(101_041)).startMs()).isEqualTo(40);
    assertThat(of(dependent, header, OptionalLong.of(99_000)).startMs()).isEqualTo(40);
  }
}
