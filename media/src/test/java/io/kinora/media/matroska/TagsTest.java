package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.ElementId;
import io.kinora.media.matroska.FragmentSplitter.Event;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// What becomes of Tags at each place.
final class TagsTest {
  private static final byte[] CLUSTER = Mkv.cluster(Mkv.timestamp(1000), Mkv.frame(0, 30));
  private static final byte[] UNKNOWN = Mkv.unknownCluster(Mkv.timestamp(2000), Mkv.frame(0, 30));
  private static final byte[] NOTE = Mkv.tags("note", "value");
  private static final byte[] FILE_TAGS = Mkv.tags(Mkv.targets(), Mkv.simpleTag("ENCODER", "Lavf"));
  private static final byte[] RESERVED = Mkv.tags("AWS_KINESISVIDEO_SERVER_TIMESTAMP", "1.000");
  private static final byte[] SHARED_END =
      Mkv.tags(
          Mkv.simpleTag("note", "value"), Mkv.simpleTag("AWS_KINESISVIDEO_END_OF_FRAGMENT", ""));

  @Test
  void tagsBetweenClustersBelongToTheFragmentBefore() throws Exception {
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), UNKNOWN, NOTE, NOTE, CLUSTER));

    assertThat(splitting.fragments.get(0).media()).isEqualTo(Mkv.concat(UNKNOWN, NOTE, NOTE));
    assertThat(splitting.fragments.get(1).media()).isEqualTo(CLUSTER);
  }

  @Test
  void headerTagsWithTargetsGoWithEveryFragmentAndOthersWithTheFirst() throws Exception {
    byte[] input =
        Mkv.concat(
            Mkv.ebmlHeader(),
            Mkv.segment(),
            NOTE,
            FILE_TAGS,
            Mkv.tracks(1),
            NOTE,
            CLUSTER,
            CLUSTER);
    var splitting = Splitting.of(input);

    byte[] start = Mkv.concat(Mkv.ebmlHeader(), WorkedDocument.SEGMENT_OF_UNKNOWN_SIZE);
    assertThat(splitting.fragments.get(0).headerBytes())
        .isEqualTo(Mkv.concat(start, NOTE, FILE_TAGS, Mkv.tracks(1), NOTE));
    assertThat(splitting.fragments.get(1).headerBytes())
        .isEqualTo(Mkv.concat(start, FILE_TAGS, Mkv.tracks(1)));
  }

  @Test
  void statisticsThatAMuxerWritesBehindTheLastClusterAreNotCounted() throws Exception {
    var children = new byte[15][];
    children[0] = Mkv.targets();
    for (int i = 1; i < children.length; i++) {
      children[i] = Mkv.simpleTag("NUMBER_OF_FRAMES-" + i, "x".repeat(300));
    }
    byte[] statistics = Mkv.tags(children);
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), CLUSTER, statistics));

    assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(CLUSTER, statistics));
  }

  @Test
  void endOfFragmentCompletesAtOnceAndIsDropped() throws Exception {
    for (byte[] cluster : new byte[][] {CLUSTER, UNKNOWN}) {
      var splitting = new Splitting(SplitterLimits.defaults());
      splitting.feed(Mkv.concat(Mkv.start(), cluster, NOTE, Mkv.endOfFragment()));

      assertThat(splitting.events).endsWith(Event.COMPLETE);
      assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(cluster, NOTE));
      assertThat(splitting.splitter.droppedTags()).isZero();
    }
  }

  @Test
  void endOfFragmentThatSharesItsTagsCompletesAndIsKept() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(Mkv.start(), UNKNOWN, SHARED_END));

    assertThat(splitting.events).endsWith(Event.COMPLETE);
    assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(UNKNOWN, SHARED_END));
  }

  @Test
  void endOfFragmentWithoutAFragmentIsDropped() throws Exception {
    byte[] input =
        Mkv.concat(
            Mkv.start(),
            Mkv.endOfFragment(),
            UNKNOWN,
            Mkv.endOfFragment(),
            Mkv.endOfFragment(),
            SHARED_END,
            CLUSTER);
    var splitting = Splitting.of(input);

    assertThat(splitting.fragments).hasSize(2);
    assertThat(splitting.fragments.get(0).headerBytes())
        .endsWith(Mkv.tracks(1))
        .isSameAs(splitting.fragments.get(0).header().bytes());
    assertThat(splitting.fragments.get(1).leading()).isEqualTo(SHARED_END);
  }

  @Test
  void tagsWithReservedNamesAreDroppedEverywhereAndCounted() throws Exception {
    byte[] targeted =
        Mkv.tags(Mkv.targets(), Mkv.simpleTag("note", ""), Mkv.simpleTag("AWSOME", ""));
    byte[] input =
        Mkv.concat(
            Mkv.start(),
            RESERVED,
            targeted,
            UNKNOWN,
            RESERVED,
            NOTE,
            Mkv.endOfFragment(),
            RESERVED,
            CLUSTER);
    var splitting = Splitting.of(input);

    assertThat(splitting.splitter.droppedTags()).isEqualTo(4);
    assertThat(splitting.fragments.get(0).headerBytes()).endsWith(Mkv.tracks(1));
    assertThat(splitting.fragments.get(0).media()).isEqualTo(Mkv.concat(UNKNOWN, NOTE));
    assertThat(splitting.fragments.get(1).leading()).isEmpty();
  }

  @Test
  void theNamesThatProducersMayUseAreKept() throws Exception {
    byte[] tags =
        Mkv.tags(
            Mkv.simpleTag("AWS_KINESISVIDEO_IMAGE_GENERATION", ""),
            Mkv.simpleTag("AWS_KINESISVIDEO_IMAGE_PREFIX", "camera/"),
            Mkv.simpleTag("AWS_KINESISVIDEO_NOTIFICATION", ""),
            Mkv.simpleTag("aws in lower case", ""));
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), UNKNOWN, tags));

    assertThat(splitting.splitter.droppedTags()).isZero();
    assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(UNKNOWN, tags));
  }

  @Test
  void theServersOwnOutputIsValidInput() throws Exception {
    byte[] chunk = Mkv.concat(Mkv.start(), RESERVED, UNKNOWN, NOTE, RESERVED);
    byte[] error = Mkv.concat(MatroskaDocument.start(), RESERVED);
    var splitting = Splitting.of(Mkv.concat(chunk, chunk, error));

    assertThat(splitting.fragments).hasSize(2);
    assertThat(splitting.fragments.getLast().media()).isEqualTo(Mkv.concat(UNKNOWN, NOTE));
    assertThat(splitting.splitter.droppedTags()).isEqualTo(5);
  }

  @Test
  void tagsAreHeldBackUntilTheyAreWhole() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(Mkv.start(), UNKNOWN));
    splitting.feed(ByteBuffer.wrap(NOTE, 0, NOTE.length - 1));
    assertThat(splitting.splitter.mediaBytes()).isEqualTo(UNKNOWN.length);
    assertThat(splitting.splitter.canCompleteNow()).isFalse();

    splitting.feed(ByteBuffer.wrap(NOTE, NOTE.length - 1, 1));
    assertThat(splitting.splitter.mediaBytes()).isEqualTo(UNKNOWN.length + NOTE.length);
    assertThat(splitting.splitter.deliverableBytes()).isEqualTo(UNKNOWN.length);
    assertThat(splitting.splitter.canCompleteNow()).isTrue();
  }

  @Test
  void everyChildOfATagIsPassedThrough() throws Exception {
    byte[] tags =
        Mkv.element(
            MatroskaId.TAGS,
            Mkv.element(ElementId.CRC_32, new byte[4]),
            Mkv.element(MatroskaId.TAG),
            Mkv.element(
                MatroskaId.TAG,
                Mkv.targets(),
                Mkv.element(
                    MatroskaId.SIMPLE_TAG,
                    Mkv.text(MatroskaId.TAG_NAME, "padded\0\0"),
                    Mkv.text(0x447A, "und"),
                    Mkv.uintElement(0x4484, 1),
                    Mkv.element(MatroskaId.TAG_BINARY, new byte[9]),
                    Mkv.simpleTag("nested", "value"))));
    var splitting = Splitting.of(Mkv.concat(Mkv.start(), UNKNOWN, tags));

    assertThat(splitting.fragments.getFirst().media()).isEqualTo(Mkv.concat(UNKNOWN, tags));
  }

  @Test
  void tagsMayNestOnlySoDeep() throws Exception {
    byte[] tag = Mkv.simpleTag("note", "value");
    for (int depth = 0; depth < 5; depth++) {
      tag = Mkv.element(MatroskaId.SIMPLE_TAG, tag);
    }
    byte[] tooDeep = Mkv.tags(Mkv.element(MatroskaId.SIMPLE_TAG, tag));

    assertThat(Splitting.of(Mkv.concat(Mkv.start(), Mkv.tags(tag))).events)
        .containsExactly(Event.END);
    assertThatThrownBy(() -> Splitting.of(Mkv.concat(Mkv.start(), tooDeep)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("nested too deeply");
  }
}
