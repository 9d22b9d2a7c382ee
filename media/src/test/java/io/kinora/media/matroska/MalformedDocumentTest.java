package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import io.kinora.media.ebml.ElementId;
import io.kinora.testkit.FaultyInput;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule of the format that input can break, and where it says it is broken.
final class MalformedDocumentTest {
  private static final byte[] EBML = Mkv.ebmlHeader();
  private static final byte[] START = Mkv.start();
  private static final byte[] TIME = Mkv.timestamp(0);
  private static final byte[] FRAME = Mkv.frame(0, 10);
  private static final byte[] CLUSTER = Mkv.cluster(TIME, FRAME);
  private static final byte[] UNKNOWN = Mkv.unknownCluster(TIME, FRAME);
  private static final byte[] INFO = Mkv.info(1_000_000);
  private static final byte[] ENDED = Mkv.concat(START, UNKNOWN, Mkv.endOfFragment());

  /// The clause, what stands before the element that breaks it, and that element with all behind.
  static Stream<Arguments> documents() {
    return Stream.of(beginning(), header(), clusters(), blocks(), ids()).flatMap(stream -> stream);
  }

  private static Stream<Arguments> beginning() {
    return Stream.of(
        broken("no EBML header", new byte[0], Mkv.segment()),
        broken("no EBML header", new byte[0], Mkv.utf8("RIFF and so on, for long")),
        broken("no EBML header", new byte[0], Mkv.voidElement(4)),
        broken("no Segment", EBML, Mkv.tracks(1)),
        broken("no Segment", EBML, EBML),
        broken("no Segment", EBML, CLUSTER),
        broken("unknown size", new byte[0], Mkv.unknown(ElementId.EBML, 1)),
        broken("DocType", Mkv.head(ElementId.EBML, 4), Mkv.text(ElementId.DOC_TYPE, "m")),
        broken("DocType", Mkv.head(ElementId.EBML, 4), Mkv.uintElement(ElementId.EBML_VERSION, 1)),
        broken(
            "wider ids",
            Mkv.head(ElementId.EBML, 4),
            Mkv.uintElement(ElementId.EBML_MAX_ID_LENGTH, 5)),
        broken(
            "wider ids",
            Mkv.head(ElementId.EBML, 4),
            Mkv.uintElement(ElementId.EBML_MAX_SIZE_LENGTH, 9)));
  }

  private static Stream<Arguments> header() {
    byte[] noTracks = Mkv.concat(EBML, Mkv.segment(), INFO);
    byte[] tracksHead = Mkv.concat(EBML, Mkv.segment(), Mkv.id(MatroskaId.TRACKS));
    byte[] one = Mkv.track(1);
    byte[] none = Mkv.track(0);
    return Stream.of(
        broken("without Tracks", noTracks, CLUSTER),
        broken("second Segment", START, Mkv.segment()),
        broken("second Segment", Mkv.concat(START, CLUSTER), Mkv.segment()),
        broken("second Tracks", Mkv.concat(START, Mkv.head(MatroskaId.TRACKS, one.length)), one),
        broken(
            "second Info",
            Mkv.concat(START, INFO, Mkv.head(MatroskaId.INFO, 5)),
            Mkv.uintElement(MatroskaId.TIMESTAMP_SCALE, 1)),
        broken("Info or Tracks", Mkv.concat(START, UNKNOWN), INFO),
        broken("Info or Tracks", Mkv.concat(START, CLUSTER), Mkv.tracks(1)),
        broken("Info or Tracks", ENDED, Mkv.tracks(1)),
        broken(
            "TimestampScale of 0",
            Mkv.concat(START, Mkv.head(MatroskaId.INFO, 5)),
            Mkv.uintElement(MatroskaId.TIMESTAMP_SCALE, 0)),
        broken("TrackNumber", Mkv.concat(tracksHead, Mkv.vint(2L * one.length, 1), one), one),
        broken("TrackNumber", Mkv.concat(tracksHead, Mkv.vint(none.length, 1)), none),
        broken("without a TrackEntry", tracksHead, Mkv.vint(0, 1)),
        broken("unknown size", START, Mkv.unknown(MatroskaId.TAGS, 8)),
        broken("unknown size", START, Mkv.unknown(MatroskaId.CUES, 2)),
        broken("outside of a Cluster", START, FRAME),
        broken(
            "overruns its parent",
            Mkv.concat(START, Mkv.head(MatroskaId.TAGS, 3)),
            Mkv.hex("7373 81")),
        broken(
            "overruns its parent",
            Mkv.concat(START, Mkv.head(MatroskaId.INFO, 5)),
            Mkv.concat(Mkv.head(MatroskaId.TIMESTAMP_SCALE, 2), new byte[1])));
  }

  private static Stream<Arguments> clusters() {
    byte[] known = Mkv.concat(START, Mkv.head(MatroskaId.CLUSTER, 200), TIME);
    byte[] small = Mkv.concat(EBML, Mkv.head(MatroskaId.SEGMENT, Mkv.tracks(1).length + 30));
    byte[] exact = Mkv.concat(EBML, Mkv.element(MatroskaId.SEGMENT, Mkv.tracks(1), UNKNOWN));
    byte[] smallStart = Mkv.concat(small, Mkv.tracks(1));
    return Stream.of(
        broken("higher level inside a Cluster", known, CLUSTER),
        broken("higher level inside a Cluster", known, Mkv.endOfFragment()),
        broken("higher level inside a Cluster", known, EBML),
        broken("higher level inside a Cluster", known, Mkv.head(MatroskaId.CUES, 3)),
        broken("overruns its parent", known, Mkv.head(MatroskaId.SIMPLE_BLOCK, 200)),
        broken("overruns its parent", known, Mkv.head(ElementId.VOID, 1L << 50)),
        broken("unknown size inside", known, Mkv.unknown(MatroskaId.BLOCK_GROUP, 8)),
        broken("unknown size inside", Mkv.concat(START, UNKNOWN), Mkv.unknown(0x2ABCDE, 1)),
        broken("second Timestamp", known, TIME),
        broken("integer wider", Mkv.concat(START, Mkv.unknownCluster()), timestamp(9)),
        broken("outside of a Cluster", Mkv.concat(START, CLUSTER), FRAME),
        broken("outside of a Cluster", Mkv.concat(START, CLUSTER), TIME),
        broken("outside of a Cluster", ENDED, FRAME),
        broken("outside of a Cluster", ENDED, Mkv.blockGroup()),
        broken("overruns the Segment", smallStart, Mkv.head(MatroskaId.CLUSTER, 100)),
        broken("overruns the Segment", smallStart, Mkv.head(MatroskaId.CUES, 100)),
        broken("overruns the Segment", smallStart, Mkv.head(ElementId.VOID, 100)),
        broken(
            "overruns its parent",
            Mkv.concat(smallStart, Mkv.unknownCluster(TIME)),
            Mkv.frame(0, 100)),
        broken("behind the end of the Segment", exact, CLUSTER),
        broken("behind the end of the Segment", exact, UNKNOWN),
        broken("behind the end of the Segment", exact, Mkv.tags("a", "b")),
        broken("input ends inside a Cluster", Mkv.concat(known, FRAME), new byte[0]));
  }

  private static Stream<Arguments> blocks() {
    byte[] open = Mkv.concat(START, Mkv.unknownCluster(TIME));
    byte[] group = Mkv.concat(open, Mkv.head(MatroskaId.BLOCK_GROUP, 100));
    byte[] block = Mkv.block(1, 0, 0, new byte[3]);
    return Stream.of(
        broken("before the Timestamp", Mkv.concat(START, Mkv.unknownCluster()), FRAME),
        broken("before the Timestamp", Mkv.concat(START, Mkv.unknownCluster()), Mkv.blockGroup()),
        broken("overruns its parent", group, Mkv.head(MatroskaId.BLOCK, 100)),
        broken(
            "overruns its parent",
            Mkv.concat(open, Mkv.head(MatroskaId.BLOCK_GROUP, 3), Mkv.voidElement(0)),
            Mkv.voidElement(0)),
        broken("unknown size inside", group, Mkv.unknown(MatroskaId.BLOCK, 1)),
        broken("second Block", Mkv.concat(group, block), block),
        broken("integer wider", group, Mkv.element(MatroskaId.BLOCK_DURATION, new byte[9])),
        inBlock("shorter than its header", ""),
        inBlock("shorter than its header", "81 00 00"),
        inBlock("shorter than its header", "40 01 00 00"),
        inBlock("shorter than its header", "81 0000 02"),
        inBlock("shorter than its header", "81 0000 02 01"),
        inBlock("shorter than its header", "81 0000 02 01 FF"),
        inBlock("shorter than its header", "81 0000 06 01 40"),
        inBlock("wider than 8 octets", "00 0000 00 00"),
        inBlock("wider than 8 octets", "81 0000 06 01 00"),
        inBlock("overruns its block", "81 0000 02 01 02 00"),
        inBlock("overruns its block", "81 0000 06 01 82 00"),
        inBlock("overruns its block", "81 0000 06 02 81 C1 00 00"),
        inBlock("overruns its block", "81 0000 06 02 81 BD 00 00"),
        inBlock("divide evenly", "81 0000 04 01 00 00 00"),
        inBlock("empty frame in a lace", "81 0000 04 FF"),
        inBlock("empty frame in a lace", "81 0000 04 00"),
        inBlock("empty frame in a lace", "81 0000 02 01 00 00"),
        inBlock("empty frame in a lace", "81 0000 02 01 01 00"),
        inBlock("empty frame in a lace", "81 0000 02 00"),
        inBlock("empty frame in a lace", "81 0000 06 01 80 00"),
        inBlock("empty frame in a lace", "81 0000 06 01 81 00"),
        inBlock("empty frame in a lace", "81 0000 06 02 81 BE 00 00"),
        inBlock("empty frame in a lace", "81 0000 06 00"));
  }

  private static Stream<Arguments> ids() {
    byte[] open = Mkv.concat(START, Mkv.unknownCluster(TIME));
    return Stream.concat(
        Stream.of("80 80", "FF 80", "40 7E 80", "7F FF 80", "20 3F FE 80", "10 1F FF FE 80")
            .map(digits -> broken("illegal element id", open, Mkv.hex(digits))),
        Stream.of(
            broken("element id wider than 4 octets", open, Mkv.hex("0F FF FF FF FF 80")),
            broken("element size wider than 8 octets", open, Mkv.hex("EC 00"))));
  }

  private static Arguments inBlock(String clause, String payload) {
    byte[] start = Mkv.concat(START, Mkv.unknownCluster(TIME));
    return broken(clause, start, Mkv.element(MatroskaId.SIMPLE_BLOCK, Mkv.hex(payload)));
  }

  private static byte[] timestamp(int width) {
    return Mkv.element(MatroskaId.TIMESTAMP, new byte[width]);
  }

  private static Arguments broken(String clause, byte[] before, byte[] element) {
    return Arguments.of(clause, before, element);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void itIsRefusedWithTheClauseAndThePosition(String clause, byte[] before, byte[] element) {
    byte[] input = Mkv.concat(before, element);
    for (var pieces : List.of(List.of(ByteBuffer.wrap(input)), FaultyInput.singleOctets(input))) {
      var failure = catchThrowableOfType(MalformedMediaException.class, () -> Splitting.of(pieces));

      assertThat(failure).hasMessageContaining(clause);
      assertThat(failure.fault()).isEqualTo(MediaFault.MALFORMED);
      assertThat(failure.position()).isBetween((long) before.length, (long) input.length);
    }
  }

  @Test
  void fragmentsThatWereCompleteBeforeTheFaultStay() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    byte[] input = Mkv.concat(START, UNKNOWN, CLUSTER, FRAME);

    assertThatThrownBy(() -> splitting.feed(input)).isInstanceOf(MalformedMediaException.class);
    assertThat(splitting.fragments).hasSize(1);
    assertThat(splitting.splitter.fragmentOpen()).isTrue();
    assertThatThrownBy(splitting.splitter::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClusterDoesNotGoOnOnceItsFragmentWasCompleted() throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    splitting.feed(Mkv.concat(START, UNKNOWN));
    splitting.completeNow();

    assertThatThrownBy(() -> splitting.feed(FRAME)).hasMessageContaining("outside of a Cluster");
  }

  @Test
  void aSecondEbmlHeaderIsRefusedIfItIsNotWanted() {
    var limits = new SplitterLimits(1 << 22, 1 << 16, 1 << 24, 1 << 15, 128, 256, 10, false);
    var input = List.of(ByteBuffer.wrap(Mkv.concat(START, CLUSTER, START)));

    assertThatThrownBy(() -> Splitting.of(input, limits))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("second EBML header");
  }

  @Test
  void aTimestampThatIsNoPositiveLongIsRefused() {
    byte[] input = Mkv.concat(START, Mkv.unknownCluster(Mkv.timestamp(Long.MIN_VALUE), FRAME));

    assertThatThrownBy(() -> Splitting.of(input)).hasMessageContaining("integer out of range");
  }
}
