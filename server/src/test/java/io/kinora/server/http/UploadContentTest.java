package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// What becomes of the memory that the octets of an upload arrive in.
class UploadContentTest {
  @Test
  void octetsAreReleasedWhenTheSessionFailsOnThem() {
    var content = new DefaultHttpContent(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
    var broken =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            throw new IllegalStateException("a mistake");
          }
        };
    var exchange = new UploadExchange(new EmbeddedChannel(), broken, new HeldMemory(), () -> {});

    assertThatThrownBy(() -> exchange.content(content)).isInstanceOf(IllegalStateException.class);

    assertThat(content.refCnt()).isZero();
  }
}
