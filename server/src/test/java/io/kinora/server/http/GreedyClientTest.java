package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.http.HttpServer.Service;
import io.kinora.server.http.UploadRoute.Admission;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Clients that send without end, never read, or come in crowds: what the server holds for them is
/// bounded, in octets and in time, and others are served.
final class GreedyClientTest {
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void whatFollowsARefusalIsThrownAwayAsItArrives() throws Exception {
    var admitting = new CountDownLatch(1);
    var decided = new CountDownLatch(1);
    UploadRoute route =
        _ -> {
          admitting.countDown();
          TestEdge.await(decided);
          return new Admission.Refused(Responder.error(404, "X", "no"));
        };
    try (var edge = TestEdge.start(Map.of(), upload(route));
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\nearly");
      TestEdge.await(admitting);
      decided.countDown();
      assertThat(client.response()).startsWith("HTTP/1.1 404 ");
      assertThat(mostHeldWhileSending(client, 64)).isLessThan(32 * MEBIBYTE);
    }
  }

  /// The growth of the memory for network buffers while a client sends, or until it cannot.
  private static long mostHeldWhileSending(RawConnection client, int mebibytes) {
    var octets = new byte[MEBIBYTE];
    long before = bufferBytes();
    long most = 0;
    try {
      for (int i = 0; i < mebibytes; i++) {
        client.send(octets);
        most = Math.max(most, bufferBytes() - before);
      }
    } catch (IOException closed) {
      assertThat(closed).hasMessageNotContaining("timed out");
    }
    return most;
  }

  private static long bufferBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static Service upload(UploadRoute route) {
    return new Service(
        request -> new Response(200, List.of(), request.body()),
        Map.of("/upload", route),
        () -> {});
  }
}
