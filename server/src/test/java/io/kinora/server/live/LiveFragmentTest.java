package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LiveFragmentTest {
  private static final int PAGE = PagePool.PAGE_BYTES;

  private final PagePool pool = new PagePool(16L * PAGE, 4L * PAGE);
  private final byte[] octets = new byte[3 * PAGE + 17];
  private final LiveFragment fragment = new LiveFragment(pool);

  LiveFragmentTest() {
    RandomGenerator.of("L64X128MixRandom").nextBytes(octets);
  }

  @Test
  void readersSeeWhatWasRevealedAndNothingBeyond() {
    fragment.append(ByteBuffer.wrap(octets));
    fragment.reveal(PAGE + 5, ByteBuffer.allocate(0));
    var into = ByteBuffer.allocate(octets.length);
    assertThat(fragment.copy(10, into)).isTrue();
    assertThat(into.position()).isEqualTo(PAGE + 5 - 10);
    assertThat(into.array()).startsWith(java.util.Arrays.copyOfRange(octets, 10, PAGE + 5));
  }

  @Test
  void theStoreGetsExactlyWhatWasWritten() {
    for (int at = 0; at < octets.length; at += 1000) {
      fragment.append(ByteBuffer.wrap(octets, at, Math.min(1000, octets.length - at)));
    }
    fragment.complete(octets.length, ByteBuffer.allocate(0));
    var all = ByteBuffer.allocate(octets.length);
    fragment.media().forEach(all::put);
    assertThat(all.array()).isEqualTo(octets);
  }

  @Test
  void aFragmentThatLeftMemoryGivesItsPagesBackAndCannotBeCopied() {
    fragment.append(ByteBuffer.wrap(octets));
    fragment.complete(octets.length, ByteBuffer.allocate(0));
    fragment.leave(LiveFragment.State.STORED);
    assertThat(pool.usedBytes()).isZero();
    assertThat(fragment.copy(0, ByteBuffer.allocate(10))).isFalse();
    assertThat(fragment.mediaBytes()).isEqualTo(octets.length);
  }

  @Test
  void whatDoesNotFitStaysInTheBuffer() {
    var other = new LiveFragment(pool);
    other.append(ByteBuffer.allocate(11 * PAGE));
    assertThat(other.append(ByteBuffer.allocate(1))).as("takes the reserve").isTrue();
    var rest = ByteBuffer.wrap(octets);
    assertThat(fragment.append(rest)).isFalse();
    assertThat(rest.remaining()).isEqualTo(octets.length);
    other.leave(LiveFragment.State.DISCARDED);
    assertThat(fragment.append(rest)).isTrue();
  }

  @Test
  void theFrameTableIsCountedApartFromThePages() {
    fragment.append(ByteBuffer.wrap(octets));
    assertThat(fragment.countTable(1)).isTrue();
    assertThat(fragment.countTable(1024)).isTrue();
    assertThat(pool.tableBytes()).isEqualTo(1024);
    assertThat(fragment.countTable(1025)).isTrue();
    assertThat(pool.tableBytes()).isEqualTo(2048);
    assertThat(pool.usedBytes()).isEqualTo(4L * PAGE);
    fragment.leave(LiveFragment.State.DISCARDED);
    assertThat(pool.tableBytes()).isZero();
  }

  static LiveFragment.Identity identity(FragmentNumber number) {
    return new LiveFragment.Identity(
        number,
        number.toString(),
        0,
        0,
        new HeaderBlob(new byte[] {1}),
        0,
        new byte[0],
        OptionalLong.empty(),
        0);
  }
}
