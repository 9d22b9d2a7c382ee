package io.kinora.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One upload on its connection: feeds the session, and takes its answers. While the client leaves
/// too many of those unread, it is not read either. On the event loop.
final class UploadExchange implements UploadChannel {
  private static final Logger LOG = LoggerFactory.getLogger(UploadExchange.class);

  /// How long, and how many octets, input is thrown away after the answer is complete.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final long LINGER_BYTES = 8 * 1024 * 1024;

  private final Channel channel;
  private final UploadSession session;
  private final HeldMemory memory;
  private final ReadSizes reads;
  private final Runnable closeBehindAnswers;
  private final ArrayDeque<HttpContent> waiting = new ArrayDeque<>();
  private @Nullable HttpContent unfinished;
  private int heldBytes;
  private boolean keepsOctets;
  private boolean paused;
  private boolean inputEnded;
  private boolean inputOver;
  private boolean finished;
  private long thrownAwayBytes;

  /// @param closeBehindAnswers ends the connection when the client has taken what was sent, or
  ///     takes no more of it; what still arrives is thrown away. However an upload ends, this is
  ///     how
  UploadExchange(
      Channel channel,
      UploadSession session,
      HeldMemory memory,
      ReadSizes reads,
      Runnable closeBehindAnswers) {
    this.channel = channel;
    this.session = session;
    this.memory = memory;
    this.reads = reads;
    this.closeBehindAnswers = closeBehindAnswers;
  }

  void open() {
    session.opened(this);
  }

  /// Takes over the content.
  void content(HttpContent content) {
    if (rests() || unfinished != null || !waiting.isEmpty()) {
      waiting.add(content);
    } else {
      process(content);
    }
    count();
  }

  /// Tells whether octets that were read are kept here, when that has changed.
  private void count() {
    boolean keeps = unfinished != null || !waiting.isEmpty();
    if (keeps == keepsOctets) {
      return;
    }
    keepsOctets = keeps;
    if (keeps) {
      reads.waits();
    } else {
      reads.goesOn();
    }
  }

  /// Reads from the socket unless the session wants a pause or the client reads too little.
  void readOn() {
    if (!rests() && !inputOver && channel.isActive()) {
      channel.config().setAutoRead(true);
    }
  }

  /// The client has left too many answers unread, or has now read most of them.
  void writabilityChanged() {
    if (finished) {
      return;
    }
    if (rests()) {
      channel.config().setAutoRead(false);
    } else {
      // Not from within: the session may be the one who writes.
      loop().execute(this::goOn);
    }
  }

  private boolean rests() {
    return paused || isUnread();
  }

  @Override
  public boolean holds(int octets) {
    if (!memory.grows(HeldMemory.Kind.UPLOADS, heldBytes, octets)) {
      return false;
    }
    heldBytes = octets;
    return true;
  }

  @Override
  public boolean isUnread() {
    return !finished && !channel.isWritable();
  }

  /// The client has left too many answers unread for so long that the connection is closed.
  void givenUp(Duration time) {
    session.unread(time);
  }

  /// The client sends nothing more. What arrived before is worked off; a body that is not whole
  /// then never will be.
  void inputOver() {
    inputOver = true;
    if (!inputEnded && unfinished == null && waiting.isEmpty()) {
      closeBehindAnswers.run();
    }
  }

  void disconnected() {
    releaseAll();
    memory.gone(HeldMemory.Kind.UPLOADS, heldBytes);
    heldBytes = 0;
    if (!finished) {
      finished = true;
      session.disconnected();
    }
  }

  @Override
  public Executor loop() {
    return task -> {
      try {
        channel.eventLoop().execute(guarded(task));
      } catch (RejectedExecutionException stopped) {
        LOG.debug("the event loop has stopped", stopped);
      }
    };
  }

  @Override
  public Runnable schedule(Runnable task, Duration delay) {
    Future<?> scheduled =
        channel.eventLoop().schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /// Whatever a task throws ends the connection, as it does within a read.
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable failure) {
        channel.pipeline().fireExceptionCaught(failure);
      }
    };
  }

  @Override
  public void send(byte[] octets) {
    channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(octets)));
  }

  @Override
  public void pause() {
    paused = true;
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    var content = unfinished;
    if (content != null) {
      if (!session.proceed()) {
        return;
      }
      if (unfinished != null) {
        unfinished = null;
        finishContent(content);
      }
    }
    goOn();
  }

  private void goOn() {
    while (!rests() && unfinished == null && !waiting.isEmpty()) {
      process(waiting.poll());
    }
    count();
    readOn();
    if (inputOver) {
      inputOver();
    }
  }

  @Override
  public void finish() {
    if (finished) {
      return;
    }
    finished = true;
    channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (inputEnded) {
      closeBehindAnswers.run();
      return;
    }
    paused = false;
    releaseAll();
    readOn();
    schedule(closeBehindAnswers, LINGER);
  }

  private void process(HttpContent content) {
    if (finished) {
      throwAway(content);
      return;
    }
    if (content.decoderResult().isFailure()) {
      LOG.info("broken chunked body: {}", content.decoderResult().cause().getMessage());
      content.release();
      closeBehindAnswers.run();
      return;
    }
    if (isTaken(content)) {
      finishContent(content);
    } else {
      unfinished = content;
    }
  }

  /// Whether the session took all octets. The content is released if it throws.
  private boolean isTaken(HttpContent content) {
    ByteBuf octets = content.content();
    try {
      return !octets.isReadable() || session.received(octets.nioBuffer());
    } catch (RuntimeException | Error mistake) {
      content.release();
      throw mistake;
    }
  }

  private void finishContent(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    content.release();
    if (last) {
      inputEnded = true;
      if (finished) {
        closeBehindAnswers.run();
      } else {
        session.ended();
      }
    }
  }

  private void throwAway(HttpContent content) {
    thrownAwayBytes += content.content().readableBytes();
    boolean last = content instanceof LastHttpContent;
    content.release();
    if (last || thrownAwayBytes > LINGER_BYTES) {
      closeBehindAnswers.run();
    }
  }

  private void releaseAll() {
    if (unfinished != null) {
      unfinished.release();
      unfinished = null;
    }
    waiting.forEach(HttpContent::release);
    waiting.clear();
    count();
  }
}
