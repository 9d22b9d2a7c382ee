package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How often a connection is read when it has something.
final class ReadSizesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ExtendedHandle handle = new ReadSizes().newHandle();

  @BeforeEach
  void readingBegins() {
    handle.reset(channel.config());
  }

  @Test
  void aConnectionIsReadSixteenTimesBeforeOthersHaveTheirTurn() {
    for (int i = 1; i < 16; i++) {
      read();
      assertThat(goesOn()).as("after %d reads", i).isTrue();
    }
    read();
    assertThat(goesOn()).isFalse();
    handle.reset(channel.config());
    read();
    assertThat(goesOn()).as("when it is its turn again").isTrue();
  }

  @Test
  void readingStopsWhereASessionWantsAPause() {
    read();
    assertThat(goesOn()).isTrue();

    channel.config().setAutoRead(false);

    assertThat(goesOn()).isFalse();
    assertThat(handle.continueReading()).isFalse();
  }

  @Test
  void littleThatWasReadWasAllThereIs() {
    handle.attemptedBytesRead(handle.guess());
    handle.lastBytesRead(1);
    handle.incMessagesRead(1);

    assertThat(handle.continueReading()).isFalse();
  }

  private void read() {
    int bytes = handle.guess();
    handle.attemptedBytesRead(bytes);
    handle.lastBytesRead(bytes);
    handle.incMessagesRead(1);
  }

  /// Of a channel that says that there may be more.
  private boolean goesOn() {
    return handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
  }
}
