package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.testkit.FaultyInput;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The worked session of a C producer, event by event and cut at every octet.
final class WorkedDocumentTest {
  private static final byte[] HEADER =
      WorkedDocument.concat(
          WorkedDocument.EBML_HEADER,
          WorkedDocument.SEGMENT_OF_UNKNOWN_SIZE,
          WorkedDocument.INFO,
          WorkedDocument.TRACKS);

  @Test
  void theDocumentIsTheOneOfTheSpecification() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(WorkedDocument.octets());

    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(WorkedDocument.SHA_256);
  }

  @Test
  void itIsToldEventByEvent() throws Exception {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(WorkedDocument.octets()));

    assertThat(splitter.next()).isEqualTo(Event.STREAM_HEADER);
    assertThat(splitter.streamHeader().bytes()).isEqualTo(HEADER);
    assertThat(splitter.streamHeader().firstBytes()).isSameAs(splitter.streamHeader().bytes());
    assertThat(splitter.streamHeader().timestampScaleNs()).isEqualTo(1_000_000);
    assertThat(splitter.fragmentOpen()).isFalse();

    assertThat(splitter.next()).isEqualTo(Event.CLUSTER);
    assertThat(splitter.leading()).isEmpty();
    assertThat(splitter.firstOfHeader()).isTrue();
    assertThat(splitter.clusterSizeKnown()).isFalse();
    assertThat(splitter.mediaBytes()).isZero();

    assertThat(splitter.next()).isEqualTo(Event.TIMESTAMP);
    assertThat(splitter.clusterTimestamp()).isEqualTo(1_700_000_000_000L);

    assertThat(splitter.next()).isEqualTo(Event.MEDIA);
    assertThat(splitter.media()).isEqualTo(ByteBuffer.wrap(WorkedDocument.CLUSTER));
    assertThat(splitter.deliverableBytes()).isEqualTo(WorkedDocument.CLUSTER.length);
    assertThat(splitter.clusterFullyRead()).isTrue();

    assertThat(splitter.next()).isEqualTo(Event.COMPLETE);
    assertThat(splitter.clusterBytes()).isEqualTo(WorkedDocument.CLUSTER.length);
    assertThat(splitter.mediaBytes()).isEqualTo(WorkedDocument.CLUSTER.length);
    assertThat(splitter.fragmentOpen()).isFalse();

    assertThat(splitter.next()).isEqualTo(Event.NEED_MORE);
    splitter.endOfInput();
    assertThat(splitter.next()).isEqualTo(Event.END);
  }

  @Test
  void itsTrackIsDescribed() throws Exception {
    var tracks = Splitting.of(WorkedDocument.octets()).splitter.streamHeader().tracks();

    assertThat(tracks).hasSize(1);
    var track = tracks.getFirst();
    assertThat(track.number()).isEqualTo(1);
    assertThat(track.uid()).isEqualTo(1);
    assertThat(track.type()).isEqualTo(Track.VIDEO);
    assertThat(track.name()).isEqualTo("kinesis_video");
    assertThat(track.language()).isEqualTo("eng");
    assertThat(track.codecId()).isEqualTo("V_MPEG4/ISO/AVC");
    assertThat(track.codecPrivate()).hasSize(29).startsWith(1, 0x64, 0, 0x28);
    assertThat(track.width()).isEqualTo(640);
    assertThat(track.height()).isEqualTo(480);
    assertThat(track.defaultDurationNs()).isZero();
  }

  @Test
  void itsFramesAreFound() throws Exception {
    var fragment = Splitting.of(WorkedDocument.octets()).fragments.getFirst();
    var frames = fragment.frames();

    assertThat(frames.count()).isEqualTo(2);
    assertThat(frames.time(0)).isZero();
    assertThat(frames.time(1)).isEqualTo(40);
    assertThat(frames.key(0)).isTrue();
    assertThat(frames.key(1)).isFalse();
    assertThat(frames.track(0)).isZero();
    assertThat(fragment.frame(0)).containsExactly(0, 0, 0, 3, 0x65, 0x88, 0x84);
    assertThat(fragment.frame(1)).containsExactly(0, 0, 0, 3, 0x41, 0x9A, 0);
  }

  @Test
  void itIsTheSameCutAnywhere() throws Exception {
    byte[] input = WorkedDocument.octets();
    for (var pieces : FaultyInput.everyCut(input).toList()) {
      isWhole(pieces);
    }
    isWhole(FaultyInput.singleOctets(input));
  }

  private static void isWhole(List<ByteBuffer> pieces) throws Exception {
    var splitting = Splitting.of(pieces);

    assertThat(splitting.events)
        .containsOnlyOnce(Event.STREAM_HEADER, Event.CLUSTER, Event.TIMESTAMP, Event.COMPLETE)
        .endsWith(Event.COMPLETE, Event.END);
    var fragment = splitting.fragments.getFirst();
    assertThat(fragment.headerBytes()).isEqualTo(HEADER);
    assertThat(fragment.media()).isEqualTo(WorkedDocument.CLUSTER);
    assertThat(fragment.clusterBytes()).isEqualTo(WorkedDocument.CLUSTER.length);
    assertThat(fragment.timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(fragment.frames().count()).isEqualTo(2);
  }
}
