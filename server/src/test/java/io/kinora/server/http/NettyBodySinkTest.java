package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NettyBodySinkTest {
  private static final int LARGEST_BYTES = 64 * 1024;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicLong waiting = new AtomicLong();
  private final NettyBodySink sink = new NettyBodySink(channel, Duration.ofSeconds(10), waiting);

  @Test
  void aBufferIsAboutAsLargeAsWhatIsInIt() throws IOException {
    for (int bytes : new int[] {1, 700, 5_000, LARGEST_BYTES}) {
      sink.write(ByteBuffer.allocate(bytes));
      sink.flush();

      var sent = (ByteBufHolder) channel.readOutbound();
      assertThat(sent.content().readableBytes()).isEqualTo(bytes);
      assertThat(sent.content().capacity()).isLessThanOrEqualTo(Math.max(2048, 2 * bytes));
      ReferenceCountUtil.release(sent);
    }
  }
}
