package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter.Event;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/// Where fragments begin and end.
final class FragmentSplitterTest {
  private static final byte[] CLUSTER = Mkv.cluster(Mkv.timestamp(1000), Mkv.frame(0, 30));
  private static final byte[] UNKNOWN = Mkv.unknownCluster(Mkv.timestamp(2000), Mkv.frame(0, 30));
  private static final byte[] CUES = Mkv.element(MatroskaId.CUES, new byte[20]);
  private static final byte[] NOTE = Mkv.tags("note", "value");

  @Test
  void anEmptyInputIsNoFragmentAndNoFailure() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.end();

    assertThat(splitting.events).containsExactly(Event.END);
  }

  @Test
  void aHeaderAloneIsNoFragmentAndNoFailure() throws Exception {
    assertThat(Splitting.of(Mkv.start()).events).containsExactly(Event.END);
  }

  @Test
  void theNextClusterCompletesTheFragmentBeforeIt() throws Exception {
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), UNKNOWN, CLUSTER));

    assertThat(splitting.events)
        .containsExactly(
            Event.STREAM_HEADER,
            Event.CLUSTER,
            Event.TIMESTAMP,
            Event.MEDIA,
            Event.COMPLETE,
            Event.CLUSTER,
            Event.TIMESTAMP,
            Event.MEDIA,
            Event.COMPLETE,
            Event.END);
    assertThat(splitting.fragments.getFirst().media()).isEqualTo(UNKNOWN);
    assertThat(splitting.fragments.getLast().media()).isEqualTo(CLUSTER);
    assertThat(splitting.fragments.getLast().firstOfHeader()).isFalse();
  }

  @Test
  void aBufferWithManyFramesIsHandedOutInOnePiece() throws Exception {
    var frames = new byte[100][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = Mkv.frame(i, 50);
    }
    byte[] cluster = Mkv.unknownCluster(Mkv.timestamp(0), Mkv.concat(frames));
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(Mkv.concat(Mkv.start(), cluster)));

    assertThat(splitter.next()).isEqualTo(Event.STREAM_HEADER);
    assertThat(splitter.next()).isEqualTo(Event.CLUSTER);
    assertThat(splitter.next()).isEqualTo(Event.TIMESTAMP);
    assertThat(splitter.next()).isEqualTo(Event.MEDIA);
    assertThat(splitter.media()).isEqualTo(ByteBuffer.wrap(cluster));
    assertThat(splitter.next()).isEqualTo(Event.NEED_MORE);
    assertThat(splitter.frames().count()).isEqualTo(frames.length);
  }

  @Test
  void whatFollowsAClusterJoinsItsFragment() throws Exception {
    byte[] unknown = Mkv.element(Mkv.UNKNOWN_LEVEL_1, new byte[7]);
    byte[] chapters = Mkv.element(MatroskaId.CHAPTERS, new byte[5]);
    byte[] trailing = Mkv.concat(CUES, NOTE, Mkv.voidElement(9), unknown, chapters);
    for (byte[] cluster : new byte[][] {CLUSTER, UNKNOWN}) {
      var splitting = Splitting.of(Mkv.concat(Mkv.start(), cluster, trailing, CLUSTER));

      var fragment = splitting.fragments.getFirst();
      assertThat(fragment.media()).isEqualTo(Mkv.concat(cluster, trailing));
      assertThat(fragment.clusterBytes()).isEqualTo(cluster.length);
    }
  }

  @Test
  void aVoidDoesNotEndAClusterOfUnknownSize() throws Exception {
    byte[] cluster = Mkv.concat(UNKNOWN, Mkv.voidElement(9), Mkv.frame(40, 10));
    var fragment = Splitting.of(Mkv.concat(Mkv.start(), cluster)).fragments.getFirst();

    assertThat(fragment.clusterBytes()).isEqualTo(cluster.length);
    assertThat(fragment.frames().count()).isEqualTo(2);
  }

  @Test
  void anUnknownIdOfFourOctetsIsAChildOfAClusterOfKnownSize() throws Exception {
    byte[] unknown = Mkv.element(Mkv.UNKNOWN_LEVEL_1, new byte[7]);
    byte[] cluster = Mkv.cluster(Mkv.timestamp(0), unknown, Mkv.frame(0, 10));
    var fragment = Splitting.of(Mkv.concat(Mkv.start(), cluster)).fragments.getFirst();

    assertThat(fragment.clusterBytes()).isEqualTo(cluster.length);
    assertThat(fragment.frames().count()).isEqualTo(1);
  }

  @Test
  void aClusterWithoutBlocksIsToldWithoutFrames() throws Exception {
    byte[] empty = Mkv.cluster();
    byte[] timed = Mkv.unknownCluster(Mkv.timestamp(7));
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), empty, timed));

    assertThat(splitting.fragments).hasSize(2);
    assertThat(splitting.fragments.getFirst().timestamp()).isEqualTo(-1);
    assertThat(splitting.fragments.getLast().timestamp()).isEqualTo(7);
    assertThat(splitting.fragments).allMatch(fragment -> fragment.frames().count() == 0);
  }

  @Test
  void aClusterOfKnownSizeCanBeCompletedOnlyWhenItIsFullyRead() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.start());
    assertThat(splitting.splitter.canCompleteNow()).isFalse();
    for (byte octet : CLUSTER) {
      assertThat(splitting.splitter.canCompleteNow()).isFalse();
      assertThat(splitting.splitter.clusterFullyRead()).isFalse();
      splitting.feed(new byte[] {octet});
    }
    assertThat(splitting.splitter.clusterSizeKnown()).isTrue();
    assertThat(splitting.splitter.clusterFullyRead()).isTrue();
    assertThat(splitting.splitter.canCompleteNow()).isTrue();

    splitting.completeNow();
    assertThat(splitting.fragments.getFirst().media()).isEqualTo(CLUSTER);
    assertThat(splitting.splitter.canCompleteNow()).isFalse();
  }

  @Test
  void aClusterOfUnknownSizeCanBeCompletedBetweenItsChildren() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(Mkv.start(), UNKNOWN));
    assertThat(splitting.splitter.canCompleteNow()).isTrue();
    assertThat(splitting.splitter.clusterFullyRead()).isFalse();

    byte[] next = Mkv.frame(40, 5);
    for (int i = 0; i < next.length - 1; i++) {
      splitting.feed(new byte[] {next[i]});
      assertThat(splitting.splitter.canCompleteNow()).isFalse();
      assertThatThrownBy(splitting.splitter::completeNow).isInstanceOf(IllegalStateException.class);
    }
    splitting.feed(new byte[] {next[next.length - 1]});
    splitting.completeNow();

    assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(UNKNOWN, next));
  }

  @Test
  void whatComesWhileNoFragmentIsOpenLeadsTheNextOne() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(Mkv.start(), CLUSTER));
    splitting.completeNow();
    splitting.feed(Mkv.concat(NOTE, CUES, CLUSTER, CLUSTER));
    splitting.end();

    assertThat(splitting.fragments.get(0).leading()).isEmpty();
    assertThat(splitting.fragments.get(1).leading()).isEqualTo(Mkv.concat(NOTE, CUES));
    assertThat(splitting.fragments.get(1).media()).isEqualTo(CLUSTER);
    assertThat(splitting.fragments.get(2).leading()).isEmpty();
  }

  @Test
  void liveReadersSeeWholeChildrenOfTheClusterAlone() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(Mkv.start(), UNKNOWN));
    byte[] half = Mkv.frame(40, 100);
    splitting.feed(ByteBuffer.wrap(half, 0, 60));
    assertThat(splitting.splitter.mediaBytes()).isEqualTo(UNKNOWN.length + 60);
    assertThat(splitting.splitter.deliverableBytes()).isEqualTo(UNKNOWN.length);

    splitting.feed(ByteBuffer.wrap(half, 60, half.length - 60));
    int whole = UNKNOWN.length + half.length;
    assertThat(splitting.splitter.deliverableBytes()).isEqualTo(whole);

    splitting.feed(CUES);
    assertThat(splitting.splitter.mediaBytes()).isEqualTo(whole + CUES.length);
    assertThat(splitting.splitter.deliverableBytes()).isEqualTo(whole);
    assertThat(splitting.splitter.clusterFullyRead()).isTrue();
  }

  @Test
  void aSecondEbmlHeaderBeginsANewEpoch() throws Exception {
    byte[] otherStart = Mkv.concat(Mkv.ebmlHeader(), Mkv.segment(), Mkv.tracks(7));
    byte[] otherCluster =
        Mkv.cluster(Mkv.timestamp(0), Mkv.simpleBlock(7, 0, Mkv.KEY, new byte[9]));
    var splitting =
        Splitting.of(Mkv.concat(Mkv.start(), UNKNOWN, otherStart, otherCluster, otherCluster));

    assertThat(splitting.fragments).hasSize(3);
    assertThat(splitting.fragments.get(1).firstOfHeader()).isTrue();
    assertThat(splitting.fragments.get(1).header().tracks().getFirst().number()).isEqualTo(7);
    assertThat(splitting.fragments.get(1).frames().track(0)).isZero();
    assertThat(splitting.fragments.get(2).header()).isSameAs(splitting.fragments.get(1).header());
    assertThat(splitting.fragments.get(0).header())
        .isNotSameAs(splitting.fragments.get(1).header());
  }

  @Test
  void aHeaderWithoutClusterIsForgottenWhenTheNextOneComes() throws Exception {
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), NOTE, Mkv.start(), CLUSTER));

    assertThat(splitting.fragments.getFirst().headerBytes())
        .isEqualTo(
            Mkv.concat(Mkv.ebmlHeader(), WorkedDocument.SEGMENT_OF_UNKNOWN_SIZE, Mkv.tracks(1)));
  }

  @Test
  void aSegmentOfKnownSizeEndsAClusterOfUnknownSize() throws Exception {
    byte[] content = Mkv.concat(Mkv.tracks(1), UNKNOWN);
    byte[] document = Mkv.concat(Mkv.ebmlHeader(), Mkv.element(MatroskaId.SEGMENT, content));
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(document);
    assertThat(splitting.splitter.clusterFullyRead()).isTrue();

    splitting.feed(Mkv.concat(Mkv.voidElement(3), document));
    splitting.end();
    assertThat(splitting.fragments).hasSize(2);
    assertThat(splitting.fragments.getFirst().media())
        .isEqualTo(Mkv.concat(UNKNOWN, Mkv.voidElement(3)));
  }

  @Test
  void aSegmentOfKnownSizeMayEndEarlyBetweenElements() throws Exception {
    byte[] document =
        Mkv.concat(Mkv.ebmlHeader(), Mkv.head(MatroskaId.SEGMENT, 1 << 20), Mkv.tracks(1), CLUSTER);

    assertThat(Splitting.of(Mkv.concat(document, document)).fragments).hasSize(2);
  }

  @Test
  void theFedBufferIsLeftAsItIs() throws Exception {
    var input = ByteBuffer.wrap(Mkv.concat(Mkv.start(), UNKNOWN)).position(0);
    new Splitting(SplitterLimits.defaults()).feed(input);

    assertThat(input.position()).isZero();
    assertThat(input.limit()).isEqualTo(input.capacity());
  }

  @Test
  void callsOutOfTurnAreRefused() throws Exception {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(Mkv.concat(Mkv.start(), CLUSTER)));
    assertThat(splitter.next()).isEqualTo(Event.STREAM_HEADER);

    assertThatThrownBy(() -> splitter.feed(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(splitter::endOfInput).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(splitter::completeNow).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void timesOfLacedFramesFollowTheDefaultDurationRoundedDown() throws Exception {
    byte[] track = Mkv.track(1, Mkv.element(MatroskaId.DEFAULT_DURATION, Mkv.uint(20_833_333, 4)));
    byte[] start =
        Mkv.concat(Mkv.ebmlHeader(), Mkv.segment(), Mkv.element(MatroskaId.TRACKS, track));
    byte[] laces = {3, 10, 11, 12, 13};
    byte[] cluster = Mkv.cluster(Mkv.timestamp(0), Mkv.simpleBlock(1, -5, 0x04, laces));
    var fragment = Splitting.of(Mkv.concat(start, cluster)).fragments.getFirst();

    var frames = fragment.frames();
    assertThat(frames.count()).isEqualTo(4);
    assertThat(frames.time(0)).isEqualTo(-5);
    assertThat(frames.time(1)).isEqualTo(15);
    assertThat(frames.time(2)).isEqualTo(36);
    assertThat(frames.time(3)).isEqualTo(57);
    assertThat(frames.laced(3)).isTrue();
    assertThat(fragment.frame(2)).containsExactly(12);
  }

  @Test
  void anEmptyBlockIsAFrameOfNoOctets() throws Exception {
    byte[] cluster = Mkv.cluster(Mkv.timestamp(0), Mkv.simpleBlock(1, 0, Mkv.KEY, new byte[0]));
    var frames = Splitting.of(Mkv.concat(Mkv.start(), cluster)).fragments.getFirst().frames();

    assertThat(frames.count()).isEqualTo(1);
    assertThat(frames.size(0)).isZero();
  }

  @Test
  void aClusterOfManyFramesReservesLittleForTheNextOne() throws Exception {
    var limits = SplitterLimits.defaults();
    var splitter = new FragmentSplitter(limits);
    byte[] laces = Mkv.fixedLaces(Collections.nCopies(256, new byte[1]));
    byte[] block = Mkv.simpleBlock(1, 0, 0x04, laces);
    byte[] blocks = Mkv.concat(Collections.nCopies(limits.maxFrames() / 256, block));
    splitter.feed(ByteBuffer.wrap(Mkv.concat(Mkv.start(), Mkv.cluster(Mkv.timestamp(0), blocks))));
    drain(splitter);
    assertThat(splitter.frames().count()).isEqualTo(limits.maxFrames());

    long allocatedBytes = allocatedBytes();
    splitter.feed(ByteBuffer.wrap(Mkv.head(MatroskaId.CLUSTER, 1 << 20)));
    drain(splitter);

    assertThat(splitter.frames().count()).isZero();
    assertThat(allocatedBytes() - allocatedBytes)
        .isLessThan(limits.maxFrames() * FrameTable.ROW_BYTES / 8);
  }

  @Test
  void theFramesOfACompleteFragmentAreLetGo() throws Exception {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(Mkv.concat(Mkv.start(), CLUSTER)));
    drain(splitter);
    splitter.completeNow();
    assertThat(splitter.next()).isEqualTo(Event.COMPLETE);
    assertThat(splitter.frames().count()).isPositive();

    assertThat(splitter.next()).isEqualTo(Event.NEED_MORE);
    assertThat(splitter.frames().count()).isZero();
  }

  private static void drain(FragmentSplitter splitter) throws MalformedMediaException {
    while (splitter.next() != Event.NEED_MORE) {
      // What happens on the way is of no interest.
    }
  }

  private static long allocatedBytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void aFrameOfATrackThatIsNotInTracksIsMarked() throws Exception {
    byte[] cluster = Mkv.cluster(Mkv.timestamp(0), Mkv.simpleBlock(9, 0, Mkv.KEY, new byte[3]));
    var frames = Splitting.of(Mkv.concat(Mkv.start(), cluster)).fragments.getFirst().frames();

    assertThat(frames.track(0)).isEqualTo(FrameTable.UNKNOWN_TRACK);
  }
}
