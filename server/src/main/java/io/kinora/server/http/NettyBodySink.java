package io.kinora.server.http;

import io.kinora.store.FileRange;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends a body from a virtual thread through the event loop, with a bound on what is under way:
/// the writer sleeps while more than [#WINDOW_BYTES] wait for the client, and gives up when the
/// client takes nothing for too long. Small writes are gathered; file ranges leave by `sendfile`
/// where the connection is not encrypted.
final class NettyBodySink implements BodySink {
  private static final int WINDOW_BYTES = 512 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Channel channel;
  private final Duration stallTimeout;
  private final Thread writer = Thread.currentThread();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private volatile @Nullable Throwable failure;
  private @Nullable ByteBuf gathered;

  /// To be created on the thread that will write.
  NettyBodySink(Channel channel, Duration stallTimeout) {
    this.channel = channel;
    this.stallTimeout = stallTimeout;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      var buffer = gathered;
      if (buffer == null) {
        buffer = channel.alloc().directBuffer(BUFFER_BYTES, BUFFER_BYTES);
        gathered = buffer;
      }
      int count = Math.min(bytes.remaining(), buffer.writableBytes());
      buffer.writeBytes(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      if (!buffer.isWritable()) {
        passOn();
      }
    }
  }

  @Override
  public void transfer(FileRange range) throws IOException {
    if (channel.pipeline().get(SslHandler.class) != null) {
      copy(range);
      return;
    }
    passOn();
    var region = new BorrowedRegion(range.channel(), range.offsetBytes(), range.lengthBytes());
    send(channel.writeAndFlush(region), range.lengthBytes());
    await(0, region);
  }

  @Override
  public void flush() throws IOException {
    passOn();
    channel.flush();
    check();
  }

  /// Ends the body.
  ChannelFuture finish() throws IOException {
    passOn();
    return channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /// Gives back what was gathered and not sent.
  void discard() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private void copy(FileRange range) throws IOException {
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long at = range.offsetBytes();
    long end = at + range.lengthBytes();
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int count = range.channel().read(buffer, at);
      if (count < 0) {
        throw new IOException("file range ends early at " + at);
      }
      at += count;
      write(buffer.flip());
    }
  }

  private void passOn() throws IOException {
    var buffer = gathered;
    if (buffer != null) {
      gathered = null;
      int bytes = buffer.readableBytes();
      send(channel.write(new DefaultHttpContent(buffer)), bytes);
      if (pendingBytes.get() > WINDOW_BYTES) {
        channel.flush();
        await(WINDOW_BYTES, null);
      }
    }
    check();
  }

  private void send(ChannelFuture write, long bytes) {
    pendingBytes.addAndGet(bytes);
    write.addListener(
        done -> {
          pendingBytes.addAndGet(-bytes);
          sentBytes.addAndGet(bytes);
          if (!done.isSuccess()) {
            failure = done.cause();
          }
          LockSupport.unpark(writer);
        });
  }

  /// Sleeps until at most so many octets are under way.
  private void await(long atMost, @Nullable DefaultFileRegion region) throws IOException {
    long progress = -1;
    long since = System.nanoTime();
    while (pendingBytes.get() > atMost) {
      long now = sentBytes.get() + (region == null ? 0 : region.transferred());
      if (now != progress) {
        progress = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > stallTimeout.toNanos()) {
        channel.close();
        throw new IOException("the client took nothing for " + stallTimeout.toSeconds() + " s");
      }
      LockSupport.parkNanos(this, stallTimeout.toNanos() / 4);
    }
    check();
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

  /// A region of a channel that belongs to somebody else.
  private static final class BorrowedRegion extends DefaultFileRegion {
    BorrowedRegion(FileChannel channel, long offset, long length) {
      super(channel, offset, length);
    }

    @Override
    protected void deallocate() {
      // The store owns the channel.
    }
  }
}
