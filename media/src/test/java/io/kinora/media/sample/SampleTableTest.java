package io.kinora.media.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.testkit.Seeded;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Decode times, and what follows from them.
final class SampleTableTest {
  @Test
  void framesInTheOrderOfPresentationAreDecodedWhenTheyAreShown() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(0, 40, 80, 121));

    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 40, 80, 121);
    assertThat(all(samples, samples::compositionOffset)).containsOnly(0);
    assertThat(all(samples, samples::duration)).containsExactly(40, 40, 41, 40);
    assertThat(samples.duration()).isEqualTo(161);
    assertThat(samples.reorderDelay()).isZero();
    assertThat(samples.key(0)).isTrue();
    assertThat(samples.key(1)).isFalse();
  }

  @Test
  void reorderedFramesAreDecodedAtTheSortedTimes() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(0, 160, 80, 40, 120));

    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 40, 80, 120, 160);
    assertThat(all(samples, samples::compositionOffset)).containsExactly(0, 120, 0, -80, -40);
    assertThat(samples.reorderDelay()).isEqualTo(80);
  }

  @Test
  void framesThatAreShownBeforeTheirKeyFrameComeFirst() throws Exception {
    var samples = SampleTable.of(Frames.hevc(), Frames.at(0, -80, -40, 40));

    assertThat(samples.start()).isEqualTo(-80);
    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 40, 80, 120);
    assertThat(all(samples, samples::compositionOffset)).containsExactly(80, -40, -40, 0);
  }

  @Test
  void framesThatBelongBeforeTheEndOfTheFragmentBeforeAreDecodedBehindIt() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(80, 40, 120, 320, 240));

    var behind = samples.playedFrom(200);

    assertThat(behind.start()).isEqualTo(40);
    assertThat(all(behind, behind::decodeTime)).containsExactly(160, 161, 162, 200, 280);
    assertThat(all(behind, behind::compositionOffset)).containsExactly(-120, -161, -82, 80, -80);
    assertThat(samples.playedFrom(42)).as("rounded").isSameAs(samples);
    assertThat(samples.playedFrom(1043)).as("no frame is so late").isSameAs(samples);
  }

  @Test
  void equalTimesAreATickApart() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(0, 40, 40, 40, 42));

    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 40, 41, 42, 43);
    assertThat(all(samples, samples::compositionOffset)).containsOnly(0);
  }

  @Test
  void theLastFrameLastsAsLongAsItsBlockSays() throws Exception {
    var frames =
        new Frames()
            .add(0, 0, 100, true)
            .add(new Frames.Frame(0, 80, 100, false, 33))
            .add(new Frames.Frame(0, 40, 100, false, 55))
            .table();

    assertThat(SampleTable.of(Frames.h264(), frames).duration(2)).isEqualTo(33);
  }

  @Test
  void elseAsLongAsItsTrackSays() throws Exception {
    var track = Frames.track(Frames.video("V_MPEG4/ISO/AVC", Frames.AVC, 50_000_000), Frames.MS);

    assertThat(SampleTable.of(track, Frames.at(0, 40)).duration(1)).isEqualTo(50);
  }

  @Test
  void elseAsLongAsIsUsual() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(0, 10, 20, 500, 533, 566));

    assertThat(samples.duration(5)).isEqualTo(33);
  }

  @Test
  void elseForFortyMilliseconds() throws Exception {
    assertThat(SampleTable.of(Frames.h264(), Frames.at(7)).duration(0)).isEqualTo(40);
  }

  @Test
  void audioIsCountedWhateverItsStampsAre() throws Exception {
    var frames = new Frames().add(1, 5, 30, true).add(1, 27, 31, true).add(1, 47, 32, true).table();
    var samples = SampleTable.of(Frames.aac(), frames);

    assertThat(samples.start()).isEqualTo(240);
    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 1024, 2048);
    assertThat(samples.duration()).isEqualTo(3072);
    assertThat(all(samples, samples::size)).containsExactly(30, 31, 32);
    assertThat(samples.key(2)).isTrue();
  }

  @Test
  void whereAudioWasLostTheSampleBeforeLastsLonger() throws Exception {
    var frames =
        new Frames().add(1, 0, 30, true).add(1, 21, 30, true).add(1, 1021, 30, true).table();
    var samples = SampleTable.of(Frames.aac(), frames);

    assertThat(all(samples, samples::duration)).containsExactly(1024, 1021 * 48 - 1024, 1024);
  }

  @Test
  void g711IsCountedInWholeMoments() throws Exception {
    var frames = new Frames().add(1, 0, 321, true).add(1, 20, 1, true).add(1, 40, 320, true);
    var samples = SampleTable.of(Frames.mulawStereo(), frames.table());

    assertThat(samples.count()).isEqualTo(2);
    assertThat(all(samples, samples::size)).containsExactly(320, 320);
    assertThat(all(samples, samples::units)).containsExactly(160, 160);
    assertThat(all(samples, samples::decodeTime)).containsExactly(0, 160);
  }

  @Test
  void whatTheCodecDelaysComesEarlier() throws Exception {
    var track = Frames.track(Frames.audio("A_AAC", Frames.AAC, 21_333_333), Frames.MS);
    var frames = new Frames().add(1, 0, 30, true).table();

    assertThat(SampleTable.of(track, frames).start()).isEqualTo(-1024);
  }

  @Test
  void aTrackMayBeAbsentAndFramesMayBeEmpty() throws Exception {
    var frames = new Frames().add(0, 0, 0, true).add(255, 9, 5, true).table();
    var samples = SampleTable.of(Frames.h264(), frames);

    assertThat(samples.count()).isZero();
    assertThat(samples.duration()).isZero();
    assertThat(samples.start()).isZero();
    assertThatThrownBy(() -> samples.size(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void coarseAndFineDocumentsAreServedOnAClockOfNinetyKilohertz() throws Exception {
    var avc = Frames.video("V_MPEG4/ISO/AVC", Frames.AVC, 0);
    var seconds = SampleTable.of(Frames.track(avc, 1_000_000_000), Frames.at(0, 1));
    var tenths = SampleTable.of(Frames.track(avc, 100), Frames.at(0, 333_333, 666_667));

    assertThat(all(seconds, seconds::duration)).containsExactly(90_000, 90_000);
    assertThat(all(tenths, tenths::duration)).containsExactly(3000, 3000, 3000);
    assertThat(Frames.track(avc, 100_000).timescale()).isEqualTo(new Timescale(10_000));
    assertThat(Frames.track(avc, 33_333_333).timescale()).isEqualTo(Timescale.MPEG);
  }

  @Test
  void timesThatDoNotFitAreMalformed() {
    var avc = Frames.video("V_MPEG4/ISO/AVC", Frames.AVC, 0);

    for (long scaleNs : new long[] {Frames.MS, Long.MAX_VALUE}) {
      assertThatThrownBy(
              () ->
                  SampleTable.of(
                      Frames.track(avc, scaleNs), Frames.at(Integer.MIN_VALUE, Integer.MAX_VALUE)))
          .isInstanceOf(MalformedMediaException.class)
          .hasMessageContaining("too far apart");
    }
  }

  @Test
  void audioThatLastsTooLongIsRefusedAtTheFrameBehindIt() throws Exception {
    var longest = 1 << 29;
    var frames = new Frames().add(0, 0, 100, true).add(1, 0, longest, true).add(1, 0, 1, true);
    assertThat(SampleTable.of(Frames.alaw(), frames.table()).decodeTime(1)).isEqualTo(longest);

    var longer =
        new Frames().add(0, 0, 100, true).add(1, 0, longest + 1, true).add(1, 0, 1, true).table();
    assertThatThrownBy(() -> SampleTable.of(Frames.alaw(), longer))
        .isInstanceOfSatisfying(
            MalformedMediaException.class,
            failure -> assertThat(failure.position()).isEqualTo(longer.offset(2)));
  }

  @Test
  void absurdDurationsAreBounded() throws Exception {
    var avc = Frames.video("V_MPEG4/ISO/AVC", Frames.AVC, Long.MAX_VALUE);

    assertThat(SampleTable.of(Frames.track(avc, Frames.MS), Frames.at(0)).duration())
        .isEqualTo(1 << 29);
  }

  @Test
  void aPartEndsWhereNothingEarlierIsToCome() throws Exception {
    var samples = SampleTable.of(Frames.h264(), Frames.at(0, 160, 80, 40, 120, 320, 240, 200, 280));

    var ends = IntStream.range(0, 9).filter(samples::mayEndBefore);
    assertThat(ends).containsExactly(1, 5);
    assertThat(samples.durationBefore(1)).isEqualTo(40);
    assertThat(samples.durationBefore(5)).isEqualTo(40);
  }

  @Test
  void aPartDoesNotChangeWhenMoreArrives() throws Exception {
    var frames = Frames.at(0, 160, 80, 40, 120, 320, 240, 200, 280);
    var early = SampleTable.of(Frames.h264(), frames, 6);
    var late = SampleTable.of(Frames.h264(), frames);

    assertThat(early.durationBefore(5)).isEqualTo(late.durationBefore(5));
    for (int i = 0; i < 5; i++) {
      assertThat(early.decodeTime(i)).isEqualTo(late.decodeTime(i));
      assertThat(early.compositionOffset(i)).isEqualTo(late.compositionOffset(i));
    }
  }

  @Seeded(tries = 200)
  void decodeTimesRiseAndPresentationTimesStayWhatTheyWere(RandomGenerator random)
      throws Exception {
    int[] times = random.ints(1 + random.nextInt(60), -500, 500).distinct().toArray();
    var samples = SampleTable.of(Frames.h264(), Frames.at(times));

    for (int i = 0; i < times.length; i++) {
      assertThat(samples.start() + samples.decodeTime(i) + samples.compositionOffset(i))
          .isEqualTo(times[i]);
      assertThat(samples.duration(i)).isPositive();
    }
    assertThat(samples.start()).isEqualTo(Arrays.stream(times).min().orElseThrow());
  }

  private static int[] all(SampleTable samples, IntUnaryOperator value) {
    return IntStream.range(0, samples.count()).map(value).toArray();
  }
}
