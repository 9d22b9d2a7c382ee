package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.config.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies made of memory that somebody lends, over real sockets.
final class LentMemoryTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MEBIBYTE = 1 << 20;
  private static final int MANY = 1000;

  private final ByteBuffer memory = randomOctets(MEBIBYTE);
  private final BlockingQueue<Integer> returned = new LinkedBlockingQueue<>();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static ByteBuffer randomOctets(int count) {
    var octets = new byte[count];
    new Random(1).nextBytes(octets);
    return ByteBuffer.allocateDirect(count).put(octets).flip();
  }

  /// Slices of that size, every other one: what lies between is not asked for.
  private List<ByteBuffer> everyOther(int bytes, int count) {
    var slices = new ArrayList<ByteBuffer>();
    for (int i = 0; i < count; i++) {
      slices.add(memory.slice(2 * i * bytes, bytes).asReadOnlyBuffer());
    }
    return slices;
  }

  private static void put(List<ByteBuffer> slices, ByteArrayOutputStream into) {
    for (var slice : slices) {
      var octets = new byte[slice.remaining()];
      slice.get(slice.position(), octets);
      into.writeBytes(octets);
    }
  }

  @Test
  void slicesOfAnySizeAndNumberArriveInOrderBetweenWhatIsWritten() throws Exception {
    var parts =
        List.of(
            everyOther(10_000, 50),
            everyOther(1, 300),
            everyOther(100_000, 1),
            everyOther(100, NettyBodySink.SLICES_MAX + 1),
            List.<ByteBuffer>of());
    var expected = new ByteArrayOutputStream();
    for (var part : parts) {
      expected.writeBytes("between".getBytes(UTF_8));
      put(part, expected);
    }
    StreamingBody body =
        sink -> {
          for (int i = 0; i < parts.size(); i++) {
            int part = i;
            sink.write(ByteBuffer.wrap("between".getBytes(UTF_8)));
            sink.gather(parts.get(i), () -> returned.add(part));
          }
        };

    try (var client = get(body, LONG)) {
      client.head();
      assertThat(client.chunks()).isEqualTo(expected.toByteArray());
    }

    assertReturned(parts.size());
  }

  @Test
  void aConnectionThatDiesInTheMiddleGivesBackAllThatWasLent() throws Exception {
    var lent = new CompletableFuture<Integer>();

    try (var client = get(sink -> lend(sink, lent), LONG)) {
      client.head();
      assertThat(client.chunk()).isNotEmpty();
    }

    assertReturned(lent.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aClientThatTakesNothingIsLentLittleAndThenCutOff() throws Exception {
    var lent = new CompletableFuture<Integer>();

    try (var client = get(sink -> lend(sink, lent), Duration.ofMillis(300))) {
      int count = lent.get(20, TimeUnit.SECONDS);
      // The bound is four, and then there is what the kernel takes.
      assertThat(count).isLessThan(MANY / 10);
      assertReturned(count);
      client.rest();
    }
  }

  /// Lends the memory again and again until the client has gone.
  private void lend(BodySink sink, CompletableFuture<Integer> lent) throws IOException {
    int count = 0;
    try {
      while (count < MANY) {
        int id = count++;
        sink.gather(everyOther(MEBIBYTE / 64, 32), () -> returned.add(id));
        sink.gather(List.of(memory.slice(0, MEBIBYTE / 2)), () -> {});
      }
    } finally {
      lent.complete(count);
    }
  }

  /// Each is returned, and once.
  private void assertReturned(int count) throws InterruptedException {
    var ids = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      var id = returned.poll(10, TimeUnit.SECONDS);
      assertThat(id).as("after %d of %d", i, count).isNotNull();
      ids.add(id);
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(returned).isEmpty();
  }

  private RawConnection get(StreamingBody body, Duration stallTimeout) throws IOException {
    var config =
        new HttpConfig(
            10,
            new ByteSize(32 * 1024),
            ByteSize.ofMiB(1),
            LONG,
            LONG,
            Duration.ofSeconds(2),
            LONG,
            stallTimeout,
            List.of("*"));
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            config,
            Optional.empty(),
            new HttpServer.Service(
                _ -> StreamingResponse.of("text/plain", body), Map.of(), () -> {}));
    var client = RawConnection.to(server.address());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    return client;
  }
}
