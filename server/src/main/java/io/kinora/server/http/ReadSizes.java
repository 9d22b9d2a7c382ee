package io.kinora.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.concurrent.atomic.AtomicInteger;

/// How much is read from a connection at once: as much as it has been giving lately, up to 64 KiB.
/// An upload that cannot go on keeps what was read last, so while many of them wait little is read
/// at once of every connection. Safe for all threads.
final class ReadSizes implements RecvByteBufAllocator {
  /// Uploads that may wait with the most that is read at once.
  private static final int WAITING_MAX = 1000;

  private static final int LARGE_BYTES = 64 * 1024;
  private static final int SMALL_BYTES = 4 * 1024;

  /// Reads of a connection before the others of its loop have their turn.
  private static final int READS_MAX = 16;

  private final AdaptiveRecvByteBufAllocator adaptive =
      new AdaptiveRecvByteBufAllocator(64, 2048, LARGE_BYTES);
  private final AtomicInteger waiting = new AtomicInteger();

  /// Octets that uploads can keep together, beside [#SMALL_BYTES] for each.
  static long sumBytes() {
    return (long) WAITING_MAX * LARGE_BYTES;
  }

  /// An upload keeps what was read.
  void waits() {
    waiting.incrementAndGet();
  }

  /// It does no longer.
  void goesOn() {
    waiting.decrementAndGet();
  }

  /// Uploads that keep what was read.
  int waiting() {
    return waiting.get();
  }

  /// Sizes of the connections of one server.
  ReadSizes() {
    // Channels say so only to the allocator that they bring; another reads once, and then waits to
    // be told that there is more.
    adaptive.maxMessagesPerRead(READS_MAX);
  }

  @Override
  public ExtendedHandle newHandle() {
    return new Sizes((ExtendedHandle) adaptive.newHandle());
  }

  /// Those of one connection.
  private final class Sizes extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle adapted;

    Sizes(ExtendedHandle adapted) {
      super(adapted);
      this.adapted = adapted;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public int guess() {
      return waiting.get() < WAITING_MAX ? super.guess() : Math.min(super.guess(), SMALL_BYTES);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return adapted.continueReading(maybeMore);
    }
  }
}
