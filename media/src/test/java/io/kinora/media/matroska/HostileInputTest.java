package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.testkit.FaultyInput;
import io.kinora.testkit.Seeded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever arrives, only a [MalformedMediaException] may escape, and its position is one of the
/// input.
final class HostileInputTest {
  private static final SplitterLimits LIMITS =
      new SplitterLimits(1 << 16, 1 << 12, 1 << 18, 1 << 15, 128, 256, 10, true);

  @Test
  void inputThatEndsInsideAnElementIsRefusedAtEveryOctet() throws Exception {
    byte[] group =
        Mkv.blockGroup(
            Mkv.block(1, 3, 0x06, Mkv.ebmlLaces(List.of(new byte[3], new byte[300]), 1)),
            Mkv.element(MatroskaId.BLOCK_DURATION, new byte[2]));
    byte[][] elements = {
      Mkv.ebmlHeader(),
      Mkv.segment(),
      Mkv.info(1),
      Mkv.tracks(1, 2),
      Mkv.cluster(Mkv.timestamp(9), Mkv.frame(0, 5), group),
      Mkv.unknown(MatroskaId.CLUSTER, 8),
      Mkv.timestamp(10),
      group,
      Mkv.frame(0, 5),
      Mkv.tags("note", "value"),
      Mkv.element(MatroskaId.CUES, new byte[5]),
      Mkv.endOfFragment(),
      Mkv.tags("note", "value")
    };
    int start = 0;
    byte[] input = Mkv.concat(elements);
    for (byte[] element : elements) {
      for (int end = start + 1; end < start + element.length; end++) {
        var cut = List.of(ByteBuffer.wrap(input, 0, end));
        assertThatThrownBy(() -> Splitting.of(cut)).isInstanceOf(MalformedMediaException.class);
      }
      start += element.length;
      Splitting.of(List.of(ByteBuffer.wrap(input, 0, start)));
    }
  }

  @Seeded(tries = 300)
  void flippedBitsAreHarmless(RandomGenerator random) {
    byte[] input = RandomDocument.make(random).input();
    for (int variant = 0; variant < 10; variant++) {
      byte[] flipped = input.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      survives(flipped, random);
    }
  }

  @Seeded(tries = 300)
  void overwrittenOctetsAreHarmless(RandomGenerator random) {
    byte[] input = RandomDocument.make(random).input();
    byte[] tempting = {0, 1, (byte) 0xFF, 0x7F, (byte) 0x80, 0x1F, 0x1A, (byte) 0xA3, (byte) 0xA0};
    for (int variant = 0; variant < 10; variant++) {
      byte[] changed = input.clone();
      for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = tempting[random.nextInt(tempting.length)];
      }
      survives(changed, random);
    }
  }

  @Seeded(tries = 300)
  void splicedDocumentsAreHarmless(RandomGenerator random) {
    byte[] one = RandomDocument.make(random).input();
    byte[] other = RandomDocument.make(random).input();
    int end = random.nextInt(one.length);
    int from = random.nextInt(other.length);

    survives(
        Mkv.concat(Arrays.copyOf(one, end), Arrays.copyOfRange(other, from, other.length)), random);
  }

  @Seeded(tries = 300)
  void noiseIsHarmless(RandomGenerator random) {
    byte[] noise = new byte[random.nextInt(2000)];
    random.nextBytes(noise);
    survives(noise, random);
    survives(Mkv.concat(Mkv.start(), noise), random);
    survives(Mkv.concat(Mkv.start(), Mkv.unknownCluster(Mkv.timestamp(0)), noise), random);
  }

  @Test
  void anEndlessElementTakesNoMemory() throws Exception {
    var limits = new SplitterLimits(1 << 16, 1 << 12, Integer.MAX_VALUE, 1, 128, 256, 10, true);
    var splitter = new FragmentSplitter(limits);
    byte[] head = Mkv.head(MatroskaId.SIMPLE_BLOCK, (1L << 31) - 100);
    byte[] block = Mkv.concat(head, Mkv.blockPayload(1, 0, 0, new byte[0]));
    splitter.feed(
        ByteBuffer.wrap(Mkv.concat(Mkv.start(), Mkv.unknownCluster(Mkv.timestamp(0)), block)));
    drain(splitter);
    var buffer = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < 1000; i++) {
      splitter.feed(buffer);
      drain(splitter);
    }

    assertThat(splitter.mediaBytes()).isGreaterThan(1000 << 20);
    assertThat(splitter.deliverableBytes()).isLessThan(20);
  }

  private static void drain(FragmentSplitter splitter) throws MalformedMediaException {
    while (splitter.next() != FragmentSplitter.Event.NEED_MORE) {
      // MEDIA is of no interest here.
    }
  }

  private static void survives(byte[] input, RandomGenerator random) {
    var pieces =
        random.nextBoolean()
            ? List.of(ByteBuffer.wrap(input))
            : FaultyInput.randomCuts(input, random);
    try {
      var splitting = Splitting.of(pieces, LIMITS);
      for (var fragment : splitting.fragments) {
        checkFrames(fragment);
      }
    } catch (MalformedMediaException malformed) {
      assertThat(malformed.position()).isBetween(0L, (long) input.length);
    }
  }

  /// Every frame lies within the Cluster.
  private static void checkFrames(Splitting.Fragment fragment) {
    var frames = fragment.frames();
    for (int row = 0; row < frames.count(); row++) {
      assertThat(frames.offset(row)).isNotNegative();
      assertThat(frames.size(row)).isNotNegative();
      assertThat(frames.offset(row) + frames.size(row))
          .isLessThanOrEqualTo(fragment.clusterBytes());
      assertThat(frames.time(row)).isBetween(frames.minTime(), frames.maxTime());
    }
  }
}
