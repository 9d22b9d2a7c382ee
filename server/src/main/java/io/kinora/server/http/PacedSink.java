package io.kinora.server.http;

import io.kinora.store.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Lets the octets of a body out no faster than its pace allows: who writes sleeps.
public final class PacedSink implements BodySink {
  /// Shorter waits are added up.
  private static final long SLEEP_NS_MIN = 2_000_000;

  private final BodySink sink;
  private final Pace pace;

  private PacedSink(BodySink sink, Pace pace) {
    this.sink = sink;
    this.pace = pace;
  }

  /// @param pace of octets
  public static BodySink of(BodySink sink, Pace pace) {
    return pace.equals(Pace.ANY) ? sink : new PacedSink(sink, pace);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    long octets = bytes.remaining();
    sink.write(bytes);
    rest(octets);
  }

  @Override
  public void transfer(FileRange range, Runnable sent) throws IOException {
    sink.transfer(range, sent);
    rest(range.lengthBytes());
  }

  @Override
  public void gather(List<ByteBuffer> slices, Runnable sent) throws IOException {
    long octets = slices.stream().mapToLong(ByteBuffer::remaining).sum();
    sink.gather(slices, sent);
    rest(octets);
  }

  @Override
  public void flush() throws IOException {
    sink.flush();
  }

  private void rest(long octets) throws IOException {
    long wait = pace.waitAfter(octets);
    if (wait >= SLEEP_NS_MIN) {
      sink.flush();
      Pace.rest(wait);
    }
  }
}
