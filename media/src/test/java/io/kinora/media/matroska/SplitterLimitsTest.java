package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import io.kinora.media.ebml.ElementId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each limit is reached without harm and crossed with the right fault, before what crosses it has
/// arrived.
final class SplitterLimitsTest {
  private static final int HEADER = 300;
  private static final int TAGS = 120;
  private static final int FRAGMENT = 400;
  private static final int FRAMES = 40;
  private static final SplitterLimits LIMITS =
      new SplitterLimits(HEADER, TAGS, FRAGMENT, FRAMES, 10, 20, 3, true);

  private static final byte[] START = Mkv.start();
  private static final byte[] CLUSTER = Mkv.cluster(Mkv.timestamp(0), Mkv.frame(0, 10));
  private static final byte[] TAG = Mkv.simpleTag("a", "b");

  @Test
  void theDefaultsAreThoseOfTheService() {
    assertThat(SplitterLimits.defaults())
        .isEqualTo(new SplitterLimits(4 << 20, 64 << 10, 50 << 20, 1 << 15, 128, 256, 10, true));
  }

  @Test
  void limitsWithoutSenseAreRefused() {
    assertThatThrownBy(() -> new SplitterLimits(0, 1, 1, 1, 0, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SplitterLimits(1, 1, 1, 1, 0, 0, -1, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SplitterLimits(1, 1, 1, 0, 0, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SplitterLimits(1, 1, 1, FrameTable.MAX_ROWS + 1, 0, 0, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHeaderIsLimited() {
    int written = START.length - Mkv.segment().length + segmentStart();
    int left = HEADER - written - 3;
    accepts(Mkv.concat(START, Mkv.element(ElementId.VOID, 2, new byte[left]), CLUSTER));
    refuses(
        MediaFault.HEADER_TOO_LARGE,
        Mkv.concat(START, Mkv.id(ElementId.VOID), Mkv.vint(left + 1, 2)));
    refuses(MediaFault.HEADER_TOO_LARGE, Mkv.head(ElementId.EBML, 1L << 50));
    refuses(MediaFault.HEADER_TOO_LARGE, Mkv.concat(START, Mkv.head(MatroskaId.INFO, 1L << 55)));
  }

  @Test
  void anEndlessHeaderIsRefusedWithinTheLimit() {
    var splitting = new Splitting(LIMITS);
    var failure =
        catchThrowableOfType(
            MalformedMediaException.class,
            () -> {
              splitting.feed(START);
              for (int i = 0; i < HEADER; i++) {
                splitting.feed(Mkv.voidElement(1));
              }
            });

    assertThat(failure.fault()).isEqualTo(MediaFault.HEADER_TOO_LARGE);
  }

  @Test
  void whatIsKeptBetweenFragmentsIsLimited() {
    byte[] ended = Mkv.concat(START, CLUSTER, Mkv.endOfFragment());
    SplitterLimits oneTag = new SplitterLimits(HEADER, TAGS, FRAGMENT, FRAMES, 128, 20, 1, true);
    accepts(Mkv.concat(ended, Mkv.element(ElementId.VOID, 2, new byte[HEADER - 3])), oneTag);
    refuses(
        MediaFault.HEADER_TOO_LARGE,
        Mkv.concat(ended, Mkv.voidElement(HEADER / 2), Mkv.voidElement(HEADER / 2)),
        oneTag);
    refuses(
        MediaFault.HEADER_TOO_LARGE,
        Mkv.concat(ended, Mkv.head(MatroskaId.CUES, 1L << 50)),
        oneTag);
  }

  @Test
  void aTagsElementIsLimitedWhereverItStands() {
    byte[] largest = Mkv.element(MatroskaId.TAGS, 2, Mkv.voidElement(TAGS - 8));
    byte[] larger = Mkv.head(MatroskaId.TAGS, TAGS - 4);
    byte[] ended = Mkv.concat(START, CLUSTER, Mkv.tags());
    assertThat(largest).hasSize(TAGS);
    accepts(Mkv.concat(START, largest, CLUSTER, largest));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, larger));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(ended, larger));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(ended, Mkv.head(MatroskaId.TAGS, 1L << 50)));
  }

  @Test
  void aFragmentIsLimitedInOctets() {
    byte[] head = Mkv.unknownCluster(Mkv.timestamp(0));
    int left = FRAGMENT - head.length - 7;
    byte[] block = Mkv.element(MatroskaId.SIMPLE_BLOCK, 2, block(left));
    byte[] largest = Mkv.concat(head, block, Mkv.element(Mkv.PREV_SIZE, new byte[2]));
    assertThat(largest).hasSize(FRAGMENT);
    accepts(Mkv.concat(START, largest, largest));
    refuses(MediaFault.FRAGMENT_TOO_LARGE, Mkv.concat(START, largest, Mkv.head(ElementId.VOID, 0)));
    refuses(
        MediaFault.FRAGMENT_TOO_LARGE, Mkv.concat(START, largest, Mkv.head(MatroskaId.CUES, 0)));
    refuses(MediaFault.FRAGMENT_TOO_LARGE, Mkv.concat(START, largest, Mkv.tags()));
    refuses(
        MediaFault.FRAGMENT_TOO_LARGE,
        Mkv.concat(START, head, Mkv.head(MatroskaId.SIMPLE_BLOCK, 1L << 55)));
  }

  @Test
  void droppedTagsDoNotCountAsOctetsOfTheFragment() {
    byte[] dropped = Mkv.tags("AWS_X", "");
    var parts = new ArrayList<>(Collections.nCopies(FRAGMENT, dropped));
    parts.add(0, Mkv.concat(START, CLUSTER));

    accepts(Mkv.concat(parts));
  }

  @Test
  void aClusterThatAnnouncesTooMuchIsRefusedWhenItsTimestampIsKnown() {
    byte[] cluster = Mkv.concat(Mkv.head(MatroskaId.CLUSTER, FRAGMENT), Mkv.timestamp(77));
    var splitting = new Splitting(LIMITS);
    assertThatCode(() -> splitting.feed(Mkv.concat(START, cluster))).doesNotThrowAnyException();
    assertThat(splitting.splitter.clusterTimestamp()).isEqualTo(77);

    assertThatThrownBy(() -> splitting.feed(Mkv.frame(0, 1)))
        .isInstanceOfSatisfying(
            MalformedMediaException.class,
            failure -> assertThat(failure.fault()).isEqualTo(MediaFault.FRAGMENT_TOO_LARGE));
  }

  @Test
  void aFragmentIsLimitedInFrames() {
    byte[] laced =
        Mkv.simpleBlock(1, 0, 0x04, Mkv.fixedLaces(Collections.nCopies(256, new byte[1])));
    var limits = SplitterLimits.defaults();
    byte[] full = Mkv.concat(Collections.nCopies(limits.maxFrames() / 256, laced));
    byte[] head = Mkv.concat(START, Mkv.unknownCluster(Mkv.timestamp(0)));
    accepts(Mkv.concat(head, full, head, full), limits);
    refuses(MediaFault.FRAGMENT_TOO_LARGE, Mkv.concat(head, full, Mkv.frame(0, 1)), limits);
    refuses(MediaFault.FRAGMENT_TOO_LARGE, Mkv.concat(head, full, laced), limits);
  }

  @Test
  void tracksAreLimited() {
    int[] numbers = new int[TrackReader.MAX_TRACKS + 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i + 1;
    }
    byte[] most = Mkv.tracks(Arrays.copyOf(numbers, TrackReader.MAX_TRACKS));
    byte[] head = Mkv.concat(Mkv.ebmlHeader(), Mkv.segment());
    accepts(Mkv.concat(head, most), SplitterLimits.defaults());
    refuses(MediaFault.MALFORMED, Mkv.concat(head, Mkv.tracks(numbers)), SplitterLimits.defaults());
  }

  @Test
  void theTagsOfAFragmentAreLimitedInNumber() {
    byte[] three = Mkv.tags(TAG, TAG, TAG);
    byte[] one = Mkv.tags(TAG);
    accepts(Mkv.concat(START, CLUSTER, three, CLUSTER, three));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, CLUSTER, three, one));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, CLUSTER, Mkv.tags(TAG, TAG, TAG, TAG)));
  }

  @Test
  void endOfFragmentCountsAsATag() {
    var limits = new SplitterLimits(HEADER, TAGS, FRAGMENT, FRAMES, 128, 20, 3, true);
    accepts(Mkv.concat(START, CLUSTER, Mkv.tags(TAG, TAG), Mkv.endOfFragment()), limits);
    refuses(
        MediaFault.TAG_LIMIT,
        Mkv.concat(START, CLUSTER, Mkv.tags(TAG, TAG, TAG), Mkv.endOfFragment()),
        limits);
  }

  @Test
  void tagsWithTargetsDoNotCountAndHeaderTagsCountForTheFirstFragment() {
    byte[] two = Mkv.tags(TAG, TAG);
    byte[] forFile = Mkv.tags(Mkv.targets(), TAG, TAG, TAG, TAG, Mkv.simpleTag("a".repeat(30), ""));
    accepts(
        Mkv.concat(START, forFile, two, CLUSTER, Mkv.tags(TAG), CLUSTER, Mkv.tags(TAG, TAG, TAG)));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, two, CLUSTER, two));
    accepts(Mkv.concat(START, CLUSTER, forFile));
  }

  @Test
  void tagsBetweenFragmentsCountForTheNextOne() {
    var limits = new SplitterLimits(HEADER, TAGS, FRAGMENT, FRAMES, 128, 20, 3, true);
    byte[] two = Mkv.tags(TAG, TAG);
    byte[] ended = Mkv.concat(START, CLUSTER, Mkv.endOfFragment(), two);
    accepts(Mkv.concat(ended, CLUSTER, Mkv.tags(TAG)), limits);
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(ended, CLUSTER, two), limits);
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(ended, START, two, CLUSTER), limits);
  }

  @Test
  void tagsOfAHeaderThatIsForgottenDoNotCount() {
    byte[] two = Mkv.tags(TAG, TAG);
    accepts(Mkv.concat(START, two, START, two, CLUSTER));
  }

  @Test
  void namesAndValuesAreLimitedInOctetsWithoutPadding() {
    byte[] longest = Mkv.tags(Mkv.simpleTag("é".repeat(5) + "\0\0", "v".repeat(20) + "\0"));
    byte[] binary =
        Mkv.tags(
            Mkv.element(MatroskaId.SIMPLE_TAG, Mkv.element(MatroskaId.TAG_BINARY, new byte[21])));
    accepts(Mkv.concat(START, CLUSTER, longest));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, CLUSTER, Mkv.tags("n".repeat(11), "")));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, CLUSTER, Mkv.tags("n", "v".repeat(21))));
    refuses(MediaFault.TAG_LIMIT, Mkv.concat(START, CLUSTER, binary));
  }

  private static int segmentStart() {
    return WorkedDocument.SEGMENT_OF_UNKNOWN_SIZE.length;
  }

  private static byte[] block(int payloadBytes) {
    return Mkv.blockPayload(1, 0, Mkv.KEY, new byte[payloadBytes - 4]);
  }

  private static void accepts(byte[] input) {
    accepts(input, LIMITS);
  }

  private static void accepts(byte[] input, SplitterLimits limits) {
    assertThatCode(() -> Splitting.of(List.of(ByteBuffer.wrap(input)), limits))
        .doesNotThrowAnyException();
  }

  private static void refuses(MediaFault fault, byte[] input) {
    refuses(fault, input, LIMITS);
  }

  private static void refuses(MediaFault fault, byte[] input, SplitterLimits limits) {
    var failure =
        catchThrowableOfType(
            MalformedMediaException.class,
            () -> Splitting.of(List.of(ByteBuffer.wrap(input)), limits));
    assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(fault);
  }
}
