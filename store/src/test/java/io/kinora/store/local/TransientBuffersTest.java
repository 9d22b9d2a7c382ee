package io.kinora.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.Presentation;
import org.junit.jupiter.api.Test;

/// The bound of a buffer is one of disk space, whatever takes it.
final class TransientBuffersTest {
  private static final int QUARTER = (int) TransientBuffers.MAX_BYTES / 4;

  private final TransientBuffers buffers = new TransientBuffers();

  @Test
  void frameTablesCount() {
    for (long sequence = 1; sequence <= 4; sequence++) {
      assertThat(buffers.add(fragment(1, sequence, 1, QUARTER))).isEmpty();
    }

    assertThat(buffers.add(fragment(1, 5, 1, 1)))
        .extracting(row -> row.number().sequence())
        .containsExactly(1L);
    assertThat(buffers.add(fragment(1, 6, 1, QUARTER))).hasSize(1);
  }

  @Test
  void streamHeadersCount() {
    for (long sequence = 1; sequence <= 4; sequence++) {
      assertThat(buffers.add(fragment(1, sequence, QUARTER, 1))).isEmpty();
    }

    assertThat(buffers.add(fragment(1, 5, 1, 1))).hasSize(1);
  }

  @Test
  void theNewestFragmentStaysHoweverLargeItIs() {
    buffers.add(fragment(1, 1, 1, QUARTER));

    assertThat(buffers.add(fragment(1, 2, 1, 5 * QUARTER))).hasSize(1);
    assertThat(buffers.add(fragment(2, 1, 1, QUARTER))).isEmpty();
  }

  private static FragmentMetadata fragment(
      long streamId, long sequence, long sizeBytes, int recordBytes) {
    return new FragmentMetadata(
        streamId,
        new FragmentNumber(sequence, 0, 0),
        0,
        0,
        0,
        new Presentation(1, 0, 0, 0, true),
        Continuity.FIRST,
        sizeBytes,
        false,
        new FragmentLocation(1, 0, recordBytes, 0));
  }
}
