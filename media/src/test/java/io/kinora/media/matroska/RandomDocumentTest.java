package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.testkit.FaultyInput;
import io.kinora.testkit.Seeded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/// Whatever a producer may send comes out as it went in, and every frame is found.
final class RandomDocumentTest {
  private static final SplitterLimits LIMITS =
      new SplitterLimits(1 << 22, 1 << 16, 50 << 20, 1 << 15, 128, 256, Integer.MAX_VALUE, true);

  @Seeded(tries = 300)
  void everyFragmentAndFrameIsFound(RandomGenerator random) throws Exception {
    var document = RandomDocument.make(random);

    check(document, List.of(ByteBuffer.wrap(document.input())));
  }

  @Seeded(tries = 300)
  void itDoesNotMatterWhereTheInputIsCut(RandomGenerator random) throws Exception {
    var document = RandomDocument.make(random);

    check(document, FaultyInput.randomCuts(document.input(), random));
  }

  @Seeded(tries = 20)
  void oneOctetAtATimeIsEnough(RandomGenerator random) throws Exception {
    var document = RandomDocument.make(random);

    check(document, FaultyInput.singleOctets(document.input()));
  }

  private static void check(RandomDocument document, List<ByteBuffer> pieces) throws Exception {
    var splitting = Splitting.of(pieces, LIMITS);

    assertThat(splitting.splitter.droppedTags()).isEqualTo(document.droppedTags());
    assertThat(splitting.fragments).hasSameSizeAs(document.fragments());
    for (int i = 0; i < splitting.fragments.size(); i++) {
      checkFragment(splitting.fragments.get(i), document.fragments().get(i));
    }
  }

  private static void checkFragment(Splitting.Fragment actual, RandomDocument.Fragment expected) {
    assertThat(actual.firstOfHeader()).isEqualTo(expected.firstOfHeader());
    assertThat(actual.header().firstBytes()).isEqualTo(expected.header().firstBytes());
    assertThat(actual.header().bytes()).isEqualTo(expected.header().bytes());
    assertThat(actual.header().timestampScaleNs()).isEqualTo(expected.header().timestampScaleNs());
    assertThat(actual.leading()).isEqualTo(expected.leading());
    assertThat(actual.media()).isEqualTo(expected.media());
    assertThat(actual.clusterBytes()).isEqualTo(expected.clusterBytes());
    assertThat(actual.timestamp()).isEqualTo(expected.timestamp());
    assertThat(actual.frames().count()).isEqualTo(expected.frames().size());
    for (int row = 0; row < expected.frames().size(); row++) {
      checkFrame(actual, row, expected.frames().get(row));
    }
  }

  private static void checkFrame(Splitting.Fragment fragment, int row, RandomBlock.Frame expected) {
    var frames = fragment.frames();
    assertThat(frames.track(row)).isEqualTo(expected.track());
    assertThat(frames.time(row)).isEqualTo(expected.time());
    assertThat(frames.duration(row)).isEqualTo(expected.duration());
    assertThat(frames.key(row)).isEqualTo((expected.flags() & FrameTable.KEY) != 0);
    assertThat(frames.discardable(row)).isEqualTo((expected.flags() & FrameTable.DISCARDABLE) != 0);
    assertThat(frames.invisible(row)).isEqualTo((expected.flags() & FrameTable.INVISIBLE) != 0);
    assertThat(frames.laced(row)).isEqualTo((expected.flags() & FrameTable.LACED) != 0);
    assertThat(fragment.frame(row)).isEqualTo(expected.data());
  }
}
