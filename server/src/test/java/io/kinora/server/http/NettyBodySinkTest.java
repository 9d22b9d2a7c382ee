package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyBodySinkTest {
  private static final int LARGEST_BYTES = 64 * 1024;

  /// What may wait for all clients before each may have little only.
  private static final long MEMORY_BYTES = 96 * 1024 * 1024;

  private final AtomicLong waiting = new AtomicLong();

  /// What waits for clients each time that the channel is about to send it.
  private final List<Long> waitingThen = new ArrayList<>();

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
              waitingThen.add(waiting.get());
              context.flush();
            }
          });
  private final NettyBodySink sink = new NettyBodySink(channel, Duration.ofSeconds(10), waiting);

  @Test
  void aBufferIsAboutAsLargeAsWhatIsInIt() throws IOException {
    for (int bytes : new int[] {1, 700, 5_000, LARGEST_BYTES}) {
      sink.write(ByteBuffer.allocate(bytes));
      sink.flush();

      var sent = (ByteBufHolder) channel.readOutbound();
      assertThat(sent.content().readableBytes()).isEqualTo(bytes);
      assertThat(sent.content().capacity()).isLessThanOrEqualTo(Math.max(2048, 2 * bytes));
      assertThat(waitingThen.getLast()).isEqualTo(sent.content().capacity());
      assertThat(waiting).hasValue(0);
      ReferenceCountUtil.release(sent);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 524288", "100663296, 8192"})
  void noMoreWaitsForAClientThanItMayHave(long forOthers, int bytes) throws IOException {
    waiting.set(forOthers);

    // Small writes, as what is lent passes by the buffers.
    for (int i = 0; i < 3 * bytes; i += 1024) {
      sink.write(ByteBuffer.allocate(1024));
    }

    assertThat(waitingThen)
        .containsExactly(forOthers + bytes, forOthers + bytes, forOthers + bytes);
    assertThat(waiting).hasValue(forOthers);
    channel.releaseOutbound();
  }

  @Test
  void aBufferBehindOneThatWaitsIsNoLargerThanWhatIsLeft() throws IOException {
    waiting.set(MEMORY_BYTES);

    // A little, which leaves its buffer before what is lent, and then much.
    sink.write(ByteBuffer.allocate(1));
    sink.gather(List.of(ByteBuffer.allocate(2048)), () -> {});
    sink.write(ByteBuffer.allocate(8192));

    assertThat(waitingThen).containsExactly(MEMORY_BYTES + 8192);
    sink.discard();
    channel.releaseOutbound();
  }
}
