package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// What becomes of the memory that the octets of an upload arrive in.
class UploadContentTest {
  @Test
  void octetsAreReleasedWhenTheSessionFailsOnThem() {
    var content = content();
    var broken =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            throw new IllegalStateException("a mistake");
          }
        };
    var exchange =
        new UploadExchange(
            new EmbeddedChannel(), broken, new HeldMemory(), new ReadSizes(), () -> {});

    assertThatThrownBy(() -> exchange.content(content)).isInstanceOf(IllegalStateException.class);

    assertThat(content.refCnt()).isZero();
  }

  @Test
  void anUploadCountsAsWaitingWhileItsOctetsAreKept() {
    var reads = new ReadSizes();
    var reluctant =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            channel().pause();
            return false;
          }
        };
    var exchange =
        new UploadExchange(new EmbeddedChannel(), reluctant, new HeldMemory(), reads, () -> {});
    exchange.open();
    for (int i = 0; i < 2; i++) {
      exchange.pause();
      exchange.content(content());
      exchange.content(content());
      assertThat(reads.waiting()).isOne();
      exchange.resume();
      exchange.resume();
      assertThat(reads.waiting()).isOne();
      exchange.resume();
      assertThat(reads.waiting()).isZero();
    }
    exchange.content(content());
    assertThat(reads.waiting()).isOne();
    exchange.disconnected();
    assertThat(reads.waiting()).isZero();
  }

  @Test
  void littleIsReadAtOnceWhileManyUploadsWait() {
    var reads = new ReadSizes();
    var handle = reads.newHandle();
    for (int i = 0; i < 20; i++) {
      handle.attemptedBytesRead(handle.guess());
      handle.lastBytesRead(handle.guess());
    }
    for (int i = 1; i < 1000; i++) {
      reads.waits();
    }
    assertThat(handle.guess()).isEqualTo(64 * 1024);
    reads.waits();
    assertThat(handle.guess()).isEqualTo(4 * 1024);
    var buffer = handle.allocate(ByteBufAllocator.DEFAULT);
    assertThat(buffer.capacity()).isEqualTo(4 * 1024);
    buffer.release();
    reads.goesOn();
    assertThat(handle.guess()).isEqualTo(64 * 1024);
  }

  private static DefaultHttpContent content() {
    return new DefaultHttpContent(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
  }
}
