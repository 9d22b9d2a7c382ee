package io.kinora.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.sample.Frames;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mp4parser.boxes.iso14496.part12.MovieFragmentHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentBaseMediaDecodeTimeBox;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;

/// Fragments for players, as isoparser reads them.
final class MediaSegmentTest {
  @Test
  void reorderedVideoIsATableOfSignedOffsets() throws Exception {
    var segment = MediaSegment.of(samples(Frames.h264(), Frames.at(0, 120, 40, 80)), 5000, -2);
    var movie = Movie.read(segment.head(), new byte[400]);

    assertThat(box(movie, MovieFragmentHeaderBox.class, "mfhd[0]").getSequenceNumber())
        .isEqualTo(0xFFFFFFFEL);
    assertThat(decodeTime(movie)).isEqualTo(5000);
    var run = box(movie, TrackRunBox.class, "traf[0]/trun[0]");
    assertThat(run.getVersion()).isEqualTo(1);
    assertThat(run.getDataOffset()).isEqualTo(segment.head().length);
    assertThat(run.getEntries())
        .extracting(TrackRunBox.Entry::getSampleCompositionTimeOffset)
        .containsExactly(0L, 80L, -40L, -40L);
    assertThat(run.isSampleDurationPresent()).isFalse();
    assertThat(run.isSampleSizePresent()).isFalse();
    assertThat(run.isSampleFlagsPresent()).isFalse();
    assertThat(run.getFirstSampleFlags().getSampleDependsOn()).isEqualTo((byte) 2);
    var header = box(movie, TrackFragmentHeaderBox.class, "traf[0]/tfhd[0]");
    assertThat(header.getDefaultSampleDuration()).isEqualTo(40);
    assertThat(header.getDefaultSampleSize()).isEqualTo(100);
    assertThat(header.getDefaultSampleFlags().isSampleIsDifferenceSample()).isTrue();
    assertThat(segment.length()).isEqualTo(segment.head().length + 400);
  }

  @Test
  void columnsAreWrittenWhereSamplesDiffer() throws Exception {
    var frames =
        new Frames()
            .add(0, 0, 300, true)
            .add(0, 33, 100, false)
            .add(0, 67, 200, true)
            .add(0, 100, 150, false);
    var movie = read(samples(Frames.h264(), frames.table()), 0);

    var run = box(movie, TrackRunBox.class, "traf[0]/trun[0]");
    assertThat(run.getEntries())
        .extracting(TrackRunBox.Entry::getSampleDuration)
        .containsExactly(33L, 34L, 33L, 33L);
    assertThat(run.getEntries())
        .extracting(TrackRunBox.Entry::getSampleSize)
        .containsExactly(300L, 100L, 200L, 150L);
    assertThat(run.getEntries())
        .extracting(entry -> entry.getSampleFlags().isSampleIsDifferenceSample())
        .containsExactly(false, true, false, true);
    assertThat(run.isSampleCompositionTimeOffsetPresent()).isFalse();
  }

  @Test
  void aacHasNeitherDurationsNorFlags() throws Exception {
    var frames = new Frames().add(1, 0, 300, true).add(1, 21, 100, true).add(0, 0, 9, true);
    var movie = read(samples(Frames.aac(), frames.table()), 1000);

    assertThat(decodeTime(movie)).isEqualTo(48_000);
    var run = box(movie, TrackRunBox.class, "traf[0]/trun[0]");
    assertThat(run.isSampleDurationPresent()).isFalse();
    assertThat(run.isFirstSampleFlagsPresent()).isFalse();
    assertThat(box(movie, TrackFragmentHeaderBox.class, "traf[0]/tfhd[0]"))
        .returns(1024L, TrackFragmentHeaderBox::getDefaultSampleDuration);
  }

  @Test
  void g711IsOneCountHoweverLongItIs() throws Exception {
    var frames = new Frames();
    for (int i = 0; i < 500; i++) {
      frames.add(1, i * 20, 160, true);
    }
    var segment = MediaSegment.of(samples(Frames.alaw(), frames.table()), 0, 1);

    assertThat(segment.head()).hasSize(88 + 8);
    var movie = Movie.read(InitSegment.of(Frames.alaw()), segment.head(), new byte[80_000]);
    assertThat(box(movie, TrackRunBox.class, "traf[0]/trun[0]").getSampleCount()).isEqualTo(80_000);
  }

  @Test
  void lostG711IsAPauseBetweenBlocks() throws Exception {
    var frames = new Frames().add(1, 0, 160, true).add(1, 20, 160, true).add(1, 1020, 80, true);
    var movie = read(samples(Frames.alaw(), frames.table()), 0);

    var run = box(movie, TrackRunBox.class, "traf[0]/trun[0]");
    assertThat(run.getEntries())
        .extracting(TrackRunBox.Entry::getSampleDuration)
        .containsExactly(160L, 8000L, 80L);
    assertThat(run.getEntries())
        .extracting(TrackRunBox.Entry::getSampleSize)
        .containsExactly(160L, 160L, 80L);
  }

  @Test
  void whatIsShownBeforeTheClusterMovesTheSegment() throws Exception {
    var samples = samples(Frames.hevc(), Frames.at(0, -80, -40));

    assertThat(decodeTime(read(samples, 1000))).isEqualTo(920);
    assertThat(decodeTime(read(samples, 50))).isZero();
    assertThat(decodeTime(read(samples, -7_000))).isZero();
  }

  @Test
  void aFragmentWithoutTheTrackIsASegmentWithoutSamples() throws Exception {
    var movie = read(samples(Frames.h264(), new Frames().table()), 1000);

    assertThat(box(movie, TrackRunBox.class, "traf[0]/trun[0]").getSampleCount()).isZero();
    assertThat(decodeTime(movie)).isEqualTo(1000);
  }

  @Test
  void aPartIsPlacedWhereItsFirstSampleIsDecoded() throws Exception {
    var samples = samples(Frames.h264(), Frames.at(0, 120, 40, 80, 240, 160, 200));
    var part = MediaSegment.part(samples, 4, 7, 1000, 1);
    var movie = Movie.read(part.head(), new byte[300]);

    assertThat(decodeTime(movie)).isEqualTo(1160);
    assertThat(box(movie, TrackRunBox.class, "traf[0]/trun[0]").getEntries())
        .extracting(TrackRunBox.Entry::getSampleCompositionTimeOffset)
        .containsExactly(80L, -40L, -40L);
    assertThat(slices(part)).containsExactly("450+100", "560+100", "670+100");
    assertThatThrownBy(() -> MediaSegment.part(samples, 4, 8, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void framesOfALaceAreOneSlice() throws Exception {
    byte[] rows = new byte[3 * FrameTable.ROW_BYTES];
    var table = java.nio.ByteBuffer.wrap(rows);
    for (int i = 0; i < 3; i++) {
      table.putInt(20 + 100 * i).putInt(100).putInt(0).putShort((short) 0).put((byte) 1);
      table.put((byte) 9);
    }
    var samples = samples(Frames.aac(), FrameTable.decode(table.flip()));

    assertThat(slices(MediaSegment.of(samples, 0, 1))).containsExactly("20+300");
  }

  @Test
  void aSegmentBeyondTwoGibibytesIsMalformed() throws Exception {
    var frames = new Frames().add(0, 0, Integer.MAX_VALUE - 7, true).table();
    var samples = samples(Frames.h264(), frames);

    assertThatThrownBy(() -> MediaSegment.of(samples, 0, 1))
        .isInstanceOf(MalformedMediaException.class);
  }

  private static SampleTable samples(PlayableTrack track, FrameTable frames) throws Exception {
    return SampleTable.of(track, frames);
  }

  private static Movie read(SampleTable samples, long clusterMs) throws Exception {
    var segment = MediaSegment.of(samples, clusterMs, 1);
    return Movie.read(segment.head(), new byte[(int) segment.length() - segment.head().length]);
  }

  private static long decodeTime(Movie movie) {
    return box(movie, TrackFragmentBaseMediaDecodeTimeBox.class, "traf[0]/tfdt[0]")
        .getBaseMediaDecodeTime();
  }

  private static <B extends org.mp4parser.Box> B box(Movie movie, Class<B> type, String path) {
    return movie.box(type, "moof[0]/" + path);
  }

  private static List<String> slices(MediaSegment segment) {
    var slices = new ArrayList<String>();
    segment.slices((offset, size) -> slices.add(offset + "+" + size));
    return slices;
  }
}
