package io.kinora.server.http;

import io.kinora.store.FileRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends a body from a virtual thread through the event loop, with bounds on what is under way: the
/// writer sleeps when [#COPIED_MAX] octets of its own memory or more than [#LENT_MAX] octets that
/// others lend wait for the client, until half of them have left, and gives up when the client
/// takes nothing for too long. Small writes are collected, and the event loop is woken for
/// [#FLUSH_BYTES] rather than for every write. Where the connection is not encrypted, file ranges
/// leave by `sendfile` and lent memory by `writev`.
final class NettyBodySink implements BodySink {
  private static final int COPIED_MAX = 512 * 1024;
  private static final int LENT_MAX = 4 * 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  /// What a buffer begins with, which head and tags of a fragment fit into.
  private static final int BUFFER_FIRST_BYTES = 2 * 1024;

  /// While so many octets in buffers of their own wait for the clients of all connections, each may
  /// have [#COPIED_SHORT] only, in buffers of that size.
  private static final long COPIED_SUM_MAX = 96L * 1024 * 1024;

  private static final int COPIED_SHORT = 8 * 1024;
  private static final int FLUSH_BYTES = 1024 * 1024;

  /// What the kernel takes in one call.
  static final int SLICES_MAX = 1024;

  /// To copy slices that are shorter than this on average costs less than to look after each.
  static final int SLICE_BYTES_MIN = 1024;

  private final Channel channel;
  private final Duration stallTimeout;
  private final AtomicLong copiedByAll;
  private final Thread writer = Thread.currentThread();
  private final AtomicLong pendingCopied = new AtomicLong();
  private final AtomicLong pendingLent = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final Queue<Lent> underWay = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Throwable failure;
  private @Nullable ByteBuf gathered;
  private long unflushedBytes;

  /// To be created on the thread that will write.
  ///
  /// @param copiedByAll octets of its own memory that wait for the clients of all connections
  NettyBodySink(Channel channel, Duration stallTimeout, AtomicLong copiedByAll) {
    this.channel = channel;
    this.stallTimeout = stallTimeout;
    this.copiedByAll = copiedByAll;
  }

  /// Octets of its own memory that may wait for the clients of all connections, beside
  /// [#COPIED_SHORT] for each.
  static long sumBytes() {
    return COPIED_SUM_MAX;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      var buffer = gathering();
      int count = Math.min(bytes.remaining(), buffer.maxWritableBytes());
      buffer.writeBytes(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      if (buffer.maxWritableBytes() == 0) {
        passOn();
      }
    }
  }

  private ByteBuf gathering() {
    var buffer = gathered;
    if (buffer == null) {
      long room = copiedMax() - pendingCopied.get();
      int bytes = Math.clamp(room, BUFFER_FIRST_BYTES, BUFFER_BYTES);
      buffer = channel.alloc().directBuffer(BUFFER_FIRST_BYTES, bytes);
      gathered = buffer;
    }
    return buffer;
  }

  private int copiedMax() {
    return copiedByAll.get() < COPIED_SUM_MAX ? COPIED_MAX : COPIED_SHORT;
  }

  @Override
  public void transfer(FileRange range, Runnable sent) throws IOException {
    if (range.lengthBytes() == 0) {
      sent.run();
    } else if (isEncrypted()) {
      try {
        copy(range);
      } finally {
        sent.run();
      }
    } else {
      var region = new LentRegion(range, sent);
      lend(region, region, range.lengthBytes());
    }
  }

  @Override
  public void gather(List<ByteBuffer> slices, Runnable sent) throws IOException {
    long bytes = 0;
    for (var slice : slices) {
      bytes += slice.remaining();
    }
    if (bytes == 0
        || isEncrypted()
        || slices.size() > SLICES_MAX
        || bytes < (long) slices.size() * SLICE_BYTES_MIN) {
      try {
        for (var slice : slices) {
          write(slice.duplicate());
        }
      } finally {
        sent.run();
      }
    } else {
      var lent = new LentSlices(channel.alloc(), slices, sent);
      lend(lent, new DefaultHttpContent(lent), bytes);
    }
  }

  private boolean isEncrypted() {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  /// @param message what the pipeline takes, and releases
  private void lend(Lent lent, Object message, long bytes) throws IOException {
    try {
      passOn();
    } catch (IOException | RuntimeException failure) {
      lent.release();
      throw failure;
    }
    underWay.add(lent);
    var write = channel.write(message);
    write.addListener(_ -> underWay.remove(lent));
    count(write, bytes, pendingLent);
    unflushedBytes += bytes;
    if (unflushedBytes >= FLUSH_BYTES) {
      flushWritten();
    }
    awaitRoom();
  }

  @Override
  public void flush() throws IOException {
    passOn();
    flushWritten();
    check();
  }

  private void flushWritten() {
    unflushedBytes = 0;
    channel.flush();
  }

  /// Ends the body.
  void finish() throws IOException {
    passOn();
    channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /// Gives back what was gathered and not sent.
  void discard() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private void copy(FileRange range) throws IOException {
    long at = range.offsetBytes();
    long end = at + range.lengthBytes();
    while (at < end) {
      var buffer = gathering();
      int wanted = (int) Math.min(buffer.maxWritableBytes(), end - at);
      int count = buffer.ensureWritable(wanted).writeBytes(range.channel(), at, wanted);
      if (count < 0) {
        throw new IOException("file range ends early at " + at);
      }
      at += count;
      if (buffer.maxWritableBytes() == 0) {
        passOn();
      }
    }
  }

  private void passOn() throws IOException {
    var buffer = gathered;
    if (buffer != null) {
      gathered = null;
      int bytes = buffer.capacity();
      copiedByAll.addAndGet(bytes);
      var write = channel.write(new DefaultHttpContent(buffer));
      write.addListener(_ -> copiedByAll.addAndGet(-bytes));
      count(write, bytes, pendingCopied);
    }
    awaitRoom();
  }

  private void count(ChannelFuture write, long bytes, AtomicLong pending) {
    pending.addAndGet(bytes);
    write.addListener(
        done -> {
          pending.addAndGet(-bytes);
          sentBytes.addAndGet(bytes);
          if (!done.isSuccess()) {
            failure = done.cause();
          }
          if (hasRoom() || !done.isSuccess()) {
            LockSupport.unpark(writer);
          }
        });
  }

  private boolean isFull() {
    return pendingCopied.get() >= copiedMax() || pendingLent.get() > LENT_MAX;
  }

  private boolean hasRoom() {
    return pendingCopied.get() <= copiedMax() / 2 && pendingLent.get() <= LENT_MAX / 2;
  }

  private void awaitRoom() throws IOException {
    if (isFull()) {
      flushWritten();
      awaitHalf();
    }
    check();
  }

  private void awaitHalf() throws IOException {
    long progress = -1;
    long since = System.nanoTime();
    while (!hasRoom() && failure == null) {
      long now = sentBytes.get() + underWay.stream().mapToLong(Lent::transferred).sum();
      if (now != progress) {
        progress = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > stallTimeout.toNanos()) {
        channel.close();
        throw new IOException("the client took nothing for " + stallTimeout.toSeconds() + " s");
      }
      LockSupport.parkNanos(this, stallTimeout.toNanos() / 4);
    }
  }

  private void check() throws IOException {
    var cause = failure;
    if (cause != null) {
      throw new IOException("the client has gone", cause);
    }
    if (!channel.isActive()) {
      throw new IOException("the client has gone");
    }
  }

  /// Octets that belong to somebody else, who is told when they were sent or given up.
  private interface Lent extends ReferenceCounted {
    /// Octets of it that the client has taken.
    long transferred();
  }

  private static final class LentRegion extends DefaultFileRegion implements Lent {
    private final Runnable sent;

    LentRegion(FileRange range, Runnable sent) {
      super(range.channel(), range.offsetBytes(), range.lengthBytes());
      this.sent = sent;
    }

    @Override
    protected void deallocate() {
      sent.run();
    }
  }

  private static final class LentSlices extends CompositeByteBuf implements Lent {
    private final Runnable sent;

    LentSlices(ByteBufAllocator allocator, List<ByteBuffer> slices, Runnable sent) {
      super(allocator, true, SLICES_MAX, wrapped(slices));
      this.sent = sent;
    }

    private static ByteBuf[] wrapped(List<ByteBuffer> slices) {
      var wrapped = new ByteBuf[slices.size()];
      for (int i = 0; i < wrapped.length; i++) {
        wrapped[i] = Unpooled.wrappedBuffer(slices.get(i));
      }
      return wrapped;
    }

    /// The channel moves the reader's index with what it wrote. Read from another thread: late, at
    /// worst.
    @Override
    public long transferred() {
      return readerIndex();
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      sent.run();
    }
  }
}
