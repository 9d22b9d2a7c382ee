package io.kinora.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import io.kinora.media.sample.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How large a clip may be, which is known before any table of it is written.
final class ClipLayoutTest {
  /// Rows of the one chunk: which samples it has, and where it is.
  private static final int CHUNK_BYTES = 12 + 8;

  private static final int SIZE_BYTES = 4;

  @Test
  void theTablesOfAClipAreLimitedInOctets() throws Exception {
    long most = (ClipLayout.MAX_TABLE_BYTES - CHUNK_BYTES) / SIZE_BYTES;

    assertThat(ClipLayout.of(clip(most)).length()).isGreaterThan(ClipLayout.MAX_TABLE_BYTES);
    assertThatThrownBy(() -> ClipLayout.of(clip(most + 1)))
        .isInstanceOfSatisfying(
            MalformedMediaException.class,
            failure -> assertThat(failure.fault()).isEqualTo(MediaFault.FRAGMENT_TOO_LARGE))
        .hasMessageContaining("too long");
  }

  @Test
  void aClipHasAFrame() {
    assertThatThrownBy(() -> ClipLayout.of(clip(0))).hasMessageContaining("without frames");
  }

  /// A clip of one chunk with so many samples.
  private static ClipState clip(long samples) {
    var track = new ClipTrack(Frames.h264());
    track.chunks = 1;
    track.samples = samples;
    return new ClipState(ClipClock.PRODUCER, List.of(track));
  }
}
