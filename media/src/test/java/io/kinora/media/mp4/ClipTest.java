package io.kinora.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.sample.Frames;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.testkit.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.mp4parser.boxes.iso14496.part12.ChunkOffset64BitBox;
import org.mp4parser.boxes.iso14496.part12.ChunkOffsetBox;
import org.mp4parser.boxes.iso14496.part12.CompositionTimeToSample;
import org.mp4parser.boxes.iso14496.part12.EditListBox;
import org.mp4parser.boxes.iso14496.part12.MediaHeaderBox;
import org.mp4parser.boxes.iso14496.part12.MovieHeaderBox;
import org.mp4parser.boxes.iso14496.part12.SampleSizeBox;
import org.mp4parser.boxes.iso14496.part12.SampleToChunkBox;
import org.mp4parser.boxes.iso14496.part12.SyncSampleBox;
import org.mp4parser.boxes.iso14496.part12.TimeToSampleBox;

/// Ordinary movies, as isoparser reads them.
final class ClipTest {
  private static final List<PlayableTrack> VIDEO = List.of(Frames.h264());
  private static final List<PlayableTrack> BOTH = List.of(Frames.h264(), Frames.aac());

  @Test
  void fragmentsThatFollowEachOtherAreOneMovie() throws Exception {
    var clip =
        TestClip.of(
            ClipClock.PRODUCER,
            VIDEO,
            List.of(Frames.at(0, 40, 80), Frames.at(0, 40, 80)),
            5000,
            5120);
    var movie = Movie.read(clip.whole());

    assertThat(durations(movie, 0)).containsExactly(40, 40, 40, 40, 40, 40);
    assertThat(table(movie, 0, SyncSampleBox.class, "stss").getSampleNumber())
        .containsExactly(1, 4);
    assertThat(table(movie, 0, SampleSizeBox.class, "stsz").getSampleSizes())
        .containsExactly(100, 100, 100, 100, 100, 100);
    assertThat(table(movie, 0, SampleToChunkBox.class, "stsc").blowup(2)).containsExactly(3, 3);
    assertThat(movie.box(MovieHeaderBox.class, "moov[0]/mvhd[0]").getDuration()).isEqualTo(240);
    assertThat(clip.clip().durationMs()).isEqualTo(240);
    assertThat(movie.has("moov[0]/trak[0]/edts[0]")).isFalse();
    assertThat(movie.has("moov[0]/trak[0]/mdia[0]/minf[0]/stbl[0]/ctts[0]")).isFalse();
  }

  @Test
  void reorderedFramesAreDelayedAsAWhole() throws Exception {
    var clip = TestClip.of(ClipClock.PRODUCER, VIDEO, List.of(Frames.at(0, 120, 40, 80)), 0);
    var movie = Movie.read(clip.whole());

    var offsets = table(movie, 0, CompositionTimeToSample.class, "ctts");
    assertThat(offsets.getVersion()).isZero();
    assertThat(CompositionTimeToSample.blowupCompositionTimes(offsets.getEntries()))
        .containsExactly(40, 120, 0, 0);
    assertThat(edits(movie, 0)).containsExactly("160 from 40");
  }

  @Test
  void aPauseMakesTheSampleBeforeLastLonger() throws Exception {
    var first = new Frames().add(0, 0, 100, true).add(1, 0, 10, true).table();
    var clip = TestClip.of(ClipClock.PRODUCER, BOTH, List.of(first, first), 0, 3000);
    var movie = Movie.read(clip.whole());

    assertThat(durations(movie, 0)).containsExactly(3000, 40);
    assertThat(durations(movie, 1)).containsExactly(144_000, 1024);
  }

  @Test
  void anOverlapMovesTheWholeFragmentToTheEnd() throws Exception {
    var first =
        new Frames()
            .add(0, 0, 100, true)
            .add(1, 0, 10, true)
            .add(0, 40, 100, false)
            .add(1, 21, 10, true)
            .table();
    var clip = TestClip.of(ClipClock.PRODUCER, BOTH, List.of(first, first, first), 0, 30, 5000);
    var movie = Movie.read(clip.whole());

    assertThat(durations(movie, 0)).containsExactly(40, 40, 40, 4880, 40, 40);
    // 80 ms of video are more than two frames of audio, which begins again together with it.
    assertThat(durations(movie, 1))
        .containsExactly(1024, 80 * 48 - 1024, 1024, 4920 * 48 - 1024, 1024, 1024);
  }

  @Test
  void theServersClockIsBelievedOnlyAboutPauses() throws Exception {
    var second = Frames.at(0, 500);
    var clip =
        TestClip.of(
            ClipClock.SERVER, VIDEO, List.of(second, second, second, second), 0, 1900, 2500, 5000);
    var movie = Movie.read(clip.whole());

    assertThat(durations(movie, 0)).containsExactly(500, 500, 500, 500, 500, 2000, 500, 500);
  }

  @Test
  void aFragmentCutBetweenReorderedFramesKeepsItsTimes() throws Exception {
    var cut = new Frames().add(0, 0, 100, false).add(0, 120, 100, false).add(0, 200, 100, false);
    var clip =
        TestClip.of(
            ClipClock.PRODUCER,
            VIDEO,
            List.of(Frames.at(0, 160, 40, 80), cut.add(0, 160, 100, false).table()),
            0,
            120);
    var movie = Movie.read(clip.whole());

    var offsets =
        CompositionTimeToSample.blowupCompositionTimes(
            table(movie, 0, CompositionTimeToSample.class, "ctts").getEntries());
    int[] durations = durations(movie, 0);
    var shown = new ArrayList<Integer>();
    int time = 0;
    for (int i = 0; i < offsets.length; i++) {
      shown.add(time + offsets[i]);
      time += durations[i];
    }
    int first = shown.getFirst();
    assertThat(shown)
        .extracting(at -> at - first)
        .containsExactly(0, 160, 40, 80, 120, 240, 320, 280);
    assertThat(Arrays.stream(durations)).allMatch(duration -> duration > 0);
  }

  @Test
  void aTrackThatBeginsLaterHasAGapInFront() throws Exception {
    var first = new Frames().add(0, 0, 100, true).add(1, 21, 10, true).table();
    var movie = Movie.read(TestClip.of(ClipClock.PRODUCER, BOTH, List.of(first), 9000).whole());

    assertThat(edits(movie, 1)).containsExactly("21 from -1", "21 from 0");
    assertThat(movie.has("moov[0]/trak[0]/edts[0]")).isFalse();
  }

  @Test
  void whatTheCodecDelaysIsNotHeard() throws Exception {
    var delayed = Frames.track(Frames.audio("A_AAC", Frames.AAC, 21_333_333), Frames.MS);
    var frames = new Frames();
    for (int i = 0; i < 10; i++) {
      frames.add(1, i * 21, 10, true);
    }
    var clip =
        TestClip.of(
            ClipClock.PRODUCER, List.of(Frames.h264(), delayed), List.of(frames.table()), 0);
    var movie = Movie.read(clip.whole());

    assertThat(edits(movie, 0)).containsExactly("192 from 1024");
  }

  @Test
  void aTrackMayBeAbsentInFragmentsAndAltogether() throws Exception {
    var video = Frames.at(0, 40);
    var sound = new Frames().add(1, 80, 10, true).table();
    var tracks = List.of(Frames.h264(), Frames.aac());
    var movie =
        Movie.read(
            TestClip.of(ClipClock.PRODUCER, tracks, List.of(video, sound, video), 0, 0, 200)
                .whole());

    assertThat(durations(movie, 0)).containsExactly(40, 160, 40, 40);
    assertThat(durations(movie, 1)).containsExactly(1024);
    var silent = Movie.read(TestClip.of(ClipClock.PRODUCER, tracks, List.of(video), 0).whole());
    assertThat(silent.has("moov[0]/trak[1]")).isFalse();
  }

  @Test
  void everyMomentOfG711IsASample() throws Exception {
    var frames = new Frames().add(1, 0, 160, true).add(1, 20, 160, true).add(1, 1020, 80, true);
    var tracks = List.of(Frames.h264(), Frames.alaw());
    var movie =
        Movie.read(TestClip.of(ClipClock.PRODUCER, tracks, List.of(frames.table()), 0).whole());

    assertThat(table(movie, 0, SampleSizeBox.class, "stsz"))
        .returns(1L, SampleSizeBox::getSampleSize)
        .returns(400L, SampleSizeBox::getSampleCount);
    assertThat(table(movie, 0, TimeToSampleBox.class, "stts").getEntries())
        .extracting(entry -> entry.getCount() + "x" + entry.getDelta())
        .containsExactly("319x1", "1x7841", "79x1", "1x1");
  }

  @Test
  void offsetsBeyondFourGibibytesHaveSixtyFourBits() throws Exception {
    var large = new Frames().add(0, 0, Integer.MAX_VALUE - 100, true).table();
    var clip = TestClip.of(ClipClock.PRODUCER, VIDEO, List.of(large, large, large), 0, 1000, 2000);
    var movie = Movie.read(clip.range(0, 2000));

    assertThat(clip.clip().length()).isGreaterThan(0x100000000L);
    long[] offsets = table(movie, 0, ChunkOffset64BitBox.class, "co64").getChunkOffsets();
    assertThat(offsets[2]).isEqualTo(offsets[0] + 2L * (Integer.MAX_VALUE - 100));
    assertThat(offsets[0] + 3L * (Integer.MAX_VALUE - 100)).isEqualTo(clip.clip().length());
    long last = clip.clip().length() - 3;
    assertThat(clip.range(last, last + 1))
        .containsExactly(TestClip.octet(2, Integer.MAX_VALUE - 93));
  }

  @Test
  void durationsBeyondThirtyTwoBitsHaveSixtyFour() throws Exception {
    long day = 24L * 60 * 60 * 1000;
    var sound = new Frames().add(1, 0, 10, true).table();
    var clip =
        TestClip.of(
            ClipClock.PRODUCER, BOTH, List.of(sound, sound, sound), 0, day * 3 / 4, day * 3 / 2);
    var movie = Movie.read(clip.whole());

    assertThat(movie.box(MediaHeaderBox.class, "moov[0]/trak[0]/mdia[0]/mdhd[0]"))
        .returns(1, MediaHeaderBox::getVersion)
        .returns(day * 3 / 2 * 48 + 1024, MediaHeaderBox::getDuration);
  }

  @Test
  void whatCannotBeToldIsRefused() {
    assertThatThrownBy(
            () -> TestClip.of(ClipClock.PRODUCER, VIDEO, List.of(new Frames().table()), 0))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("without frames");
    assertThatThrownBy(
            () ->
                TestClip.of(
                    ClipClock.PRODUCER,
                    VIDEO,
                    List.of(Frames.at(0), Frames.at(0)),
                    Long.MIN_VALUE,
                    Long.MAX_VALUE))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("century");
  }

  @Seeded(tries = 8)
  void everyRangeIsThatOfTheWhole(RandomGenerator random) throws Exception {
    var clip = random(random, 1 + random.nextInt(700));
    byte[] whole = clip.whole();

    assertThat(whole).hasSize((int) clip.clip().length());
    for (int i = 0; i < 30; i++) {
      int from = random.nextInt(whole.length);
      int to = from + random.nextInt(Math.min(3000, whole.length - from) + 1);
      assertThat(clip.range(from, to))
          .as("%d to %d", from, to)
          .isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @Seeded(tries = 30)
  void chunksAreWhereTheMovieSaysTheyAre(RandomGenerator random) throws Exception {
    var clip = random(random, 1 + random.nextInt(20));
    byte[] whole = clip.whole();
    var movie = Movie.read(whole);

    for (int track = 0; movie.has("moov[0]/trak[" + track + "]"); track++) {
      var sizes = table(movie, track, SampleSizeBox.class, "stsz").getSampleSizes();
      long[] offsets = table(movie, track, ChunkOffsetBox.class, "stco").getChunkOffsets();
      long[] perChunk = table(movie, track, SampleToChunkBox.class, "stsc").blowup(offsets.length);
      assertThat(Arrays.stream(perChunk).sum()).isEqualTo(sizes.length);
      assertThat(Arrays.stream(durations(movie, track)))
          .hasSize(sizes.length)
          .allMatch(each -> each > 0);
      for (long offset : offsets) {
        assertThat(offset).isBetween(0L, (long) whole.length - 1);
      }
    }
  }

  private static TestClip random(RandomGenerator random, int count) throws Exception {
    var tracks = BOTH;
    var header =
        new StreamHeader(
            new byte[0],
            new byte[0],
            Frames.MS,
            tracks.stream().map(PlayableTrack::track).toList());
    var fragments = new ArrayList<TestClip.Fragment>();
    long clockMs = 0;
    for (int i = 0; i < count; i++) {
      fragments.add(new TestClip.Fragment(i, clockMs, header, frames(random)));
      clockMs += random.nextInt(100) == 0 ? random.nextInt(-2000, 9000) : 120;
    }
    fragments.add(new TestClip.Fragment(count, clockMs, header, Frames.at(0)));
    var clock = random.nextBoolean() ? ClipClock.PRODUCER : ClipClock.SERVER;
    return TestClip.of(clock, tracks, fragments);
  }

  private static FrameTable frames(RandomGenerator random) {
    var frames = new Frames();
    int[] order = random.nextBoolean() ? new int[] {0, 40, 80} : new int[] {0, 80, 40};
    for (int time : order) {
      if (random.nextInt(10) > 0) {
        frames.add(0, time, 1 + random.nextInt(50), random.nextInt(5) > 0 && time == 0);
      }
      if (random.nextInt(10) > 0) {
        frames.add(1, time, 1 + random.nextInt(20), true);
      }
    }
    return frames.table();
  }

  private static int[] durations(Movie movie, int track) {
    return Arrays.stream(
            TimeToSampleBox.blowupTimeToSamples(
                table(movie, track, TimeToSampleBox.class, "stts").getEntries()))
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private static List<String> edits(Movie movie, int track) {
    return movie
        .box(EditListBox.class, "moov[0]/trak[" + track + "]/edts[0]/elst[0]")
        .getEntries()
        .stream()
        .map(entry -> entry.getSegmentDuration() + " from " + entry.getMediaTime())
        .toList();
  }

  private static <B extends org.mp4parser.Box> B table(
      Movie movie, int track, Class<B> type, String name) {
    return movie.box(type, "moov[0]/trak[" + track + "]/mdia[0]/minf[0]/stbl[0]/" + name + "[0]");
  }
}
