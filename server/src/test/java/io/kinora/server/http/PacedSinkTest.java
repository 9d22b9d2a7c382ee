package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A body that is sent no faster than it may be.
final class PacedSinkTest {
  private static final long WAIT_NS = 50_000_000;

  /// Remembers what came.
  private static final class Taken implements BodySink {
    private final List<String> calls = new ArrayList<>();

    @Override
    public void write(ByteBuffer bytes) {
      calls.add("write " + bytes.remaining());
      bytes.position(bytes.limit());
    }

    @Override
    public void transfer(FileRange range, Runnable sent) {
      calls.add("transfer " + range.lengthBytes());
    }

    @Override
    public void gather(List<ByteBuffer> slices, Runnable sent) {
      calls.add("gather " + slices.size());
    }

    @Override
    public void flush() {
      calls.add("flush");
    }
  }

  @Test
  void whoWritesSleepsEvenWhenHeIsWokenForSomethingElse() throws IOException {
    var taken = new Taken();
    var counted = new ArrayList<Long>();
    Pace pace =
        count -> {
          counted.add(count);
          return WAIT_NS;
        };
    var paced = PacedSink.of(taken, pace);

    LockSupport.unpark(Thread.currentThread());
    long start = System.nanoTime();
    paced.write(ByteBuffer.allocate(7));
    paced.gather(List.of(ByteBuffer.allocate(3), ByteBuffer.allocate(2)), () -> {});

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * WAIT_NS);
    assertThat(counted).containsExactly(7L, 5L);
    assertThat(taken.calls)
        .as("what waits is sent")
        .containsExactly("write 7", "flush", "gather 2", "flush");
  }

  @Test
  void withoutAPaceTheSinkIsTheSame() {
    var taken = new Taken();

    assertThat(PacedSink.of(taken, Pace.ANY)).isSameAs(taken);
  }
}
