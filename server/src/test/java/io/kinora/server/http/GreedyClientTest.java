package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.http.HttpServer.Service;
import io.kinora.server.http.UploadRoute.Admission;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Clients that send without end, never read, or come in crowds: what the server holds for them is
/// bounded, in octets and in time, and others are served.
final class GreedyClientTest {
  private static final int MEBIBYTE = 1 << 20;

  private static final Map<String, String> ONE_HASTY =
      Map.of("http.max-connections", "1", "http.stall-timeout", "300ms");

  @Test
  void bodiesOfAllRequestsTogetherAreBounded() throws Exception {
    var held = new Semaphore(0);
    var done = new CountDownLatch(1);
    RequestHandler holding =
        request -> {
          if (request.head().path().equals("/hold")) {
            held.release();
            TestEdge.await(done);
          }
          return new Response(200, List.of(), new byte[0]);
        };
    var large = "x".repeat(16 * MEBIBYTE);
    try (var edge =
            TestEdge.start(
                Map.of("http.max-body-size", "16MiB"), new Service(holding, Map.of(), () -> {}));
        var first = edge.connect();
        var late = edge.connect();
        var small = edge.connect()) {
      first.send(TestEdge.post("/hold", large));
      assertThat(held.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      late.send(TestEdge.post("/", "x".repeat(MEBIBYTE)));
      assertThat(late.response()).startsWith("HTTP/1.1 503 ").contains("{\"message\":");
      small.send(TestEdge.post("/", "x".repeat(1024)));
      assertThat(small.response()).as("what takes little room").startsWith("HTTP/1.1 200 ");
      done.countDown();
      assertThat(first.response()).startsWith("HTTP/1.1 200 ");
      TestEdge.preflight(first);
      small.send(TestEdge.post("/", large));
      assertThat(small.response()).as("when there is room again").startsWith("HTTP/1.1 200 ");
    }
  }

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
      assertThat(growthWhileSending(client, new byte[MEBIBYTE], 128)).isLessThan(32 * MEBIBYTE);
    }
  }

  @Test
  void anUploadWhoseAnswersAreNotReadIsNotReadEither() throws Exception {
    int count = 2048;
    var answer = new byte[64 * 1024];
    var taken = new AtomicInteger();
    var upload =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            taken.incrementAndGet();
            channel().send(answer);
            return true;
          }
        };
    try (var edge = TestEdge.start(Map.of(), upload(_ -> upload.admitted()));
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.head();
      client.send("1\r\nx\r\n".repeat(count));
      edge.awaitEveryLoop();
      assertThat(taken).as("taken, and answered with 64 KiB each").hasValueLessThan(count / 2);
      client.send("0\r\n\r\n");
      for (int i = 0; i < count; i++) {
        assertThat(client.chunk()).hasSize(answer.length);
      }
      assertThat(client.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void anUploadWhoseAnswersAreNotReadIsLetGoAndToldWhy() throws Exception {
    var answer = new byte[MEBIBYTE];
    var upload =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            for (int i = 0; i < 64; i++) {
              channel().send(answer);
            }
            return true;
          }
        };
    try (var edge = TestEdge.start(ONE_HASTY, upload(_ -> upload.admitted()));
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
      client.head();
      assertThat(upload.event()).isEqualTo("unread");
      assertThat(upload.event()).isEqualTo("disconnected");
      edge.awaitRoom();
    }
  }

  @Test
  void anUploadWhoseLastAnswersAreNotReadIsLetGo() throws Exception {
    var answer = new byte[MEBIBYTE];
    var upload =
        new FakeUpload() {
          @Override
          public void ended() {
            for (int i = 0; i < 64; i++) {
              channel().send(answer);
            }
            channel().finish();
          }
        };
    try (var edge = TestEdge.start(ONE_HASTY, upload(_ -> upload.admitted()));
        var client = edge.connect()) {
      client.send(TestEdge.post("/upload", "all"));
      client.head();
      edge.awaitRoom();
    }
  }

  @Test
  void aLastAnswerThatIsNotReadIsGivenUp() throws Exception {
    var service =
        new Service(_ -> new Response(200, List.of(), new byte[64 * MEBIBYTE]), Map.of(), () -> {});
    try (var edge = TestEdge.start(ONE_HASTY, service);
        var client = edge.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      client.head();
      edge.awaitRoom();
    }
  }

  @Test
  void answersThatAreNotTakenAreBoundedTogether() throws Exception {
    int crowd = 12;
    var answer = new byte[8 * MEBIBYTE];
    var service =
        new Service(
            request ->
                new Response(
                    200, List.of(), request.head().path().equals("/all") ? answer : new byte[1]),
            Map.of(),
            () -> {});
    var clients = new ArrayList<RawConnection>();
    try (var edge = TestEdge.start(Map.of(), service)) {
      for (int i = 0; i < crowd; i++) {
        var client = edge.connect();
        clients.add(client);
        client.send("GET /all HTTP/1.1\r\nHost: h\r\n\r\n");
        client.head();
      }
      try (var ordinary = edge.connect()) {
        ordinary.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(ordinary.response()).startsWith("HTTP/1.1 200 ");
      }
      int whole = 0;
      for (var client : clients) {
        whole += client.rest(answer.length) == answer.length ? 1 : 0;
      }
      assertThat(whole).as("of twelve that take 8 MiB each").isBetween(1, 5);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void whoReadsNothingIsGivenLittleWhileManyReadNothing() throws Exception {
    int crowd = 400;
    long before = bufferBytes();
    var begun = new CountDownLatch(crowd);
    StreamingBody endless =
        sink -> {
          begun.countDown();
          for (int i = 0; i < 8 * 1024; i++) {
            sink.write(ByteBuffer.allocate(1024));
          }
        };
    var service = new Service(_ -> StreamingResponse.of("text/plain", endless), Map.of(), () -> {});
    var clients = new ArrayList<RawConnection>();
    try (var edge = TestEdge.start(Map.of("http.shutdown-timeout", "0s"), service)) {
      for (int i = 0; i < crowd; i++) {
        var client = edge.connect();
        clients.add(client);
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      }
      TestEdge.await(begun);
      edge.awaitEveryLoop();
      assertThat(bufferBytes() - before)
          .as("of 400 that were given 512 KiB each")
          .isLessThan(160 * MEBIBYTE);
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aCrowdAtTheDoorLeavesThoseAloneWhoCameBefore() throws Exception {
    var service =
        new Service(request -> new Response(200, List.of(), request.body()), Map.of(), () -> {});
    try (var edge = TestEdge.start(Map.of("http.max-connections", "1"), service);
        var served = edge.connect()) {
      TestEdge.preflight(served);
      try (var late = edge.connect();
          var later = edge.connect()) {
        late.send(TestEdge.post("/", ""));
        assertThat(late.response()).startsWith("HTTP/1.1 503 ");
        served.send(TestEdge.post("/", "as before"));
        assertThat(served.response()).endsWith("as before");
        later.send(TestEdge.post("/", ""));
        assertThat(later.response()).startsWith("HTTP/1.1 503 ");
      }
    }
  }

  @Test
  void whoDoesNotReadStreamedAnswersIsGivenNoMore() throws Exception {
    int requests = 400;
    var answered = new Semaphore(0);
    StreamingBody body = sink -> sink.write(ByteBuffer.allocate(MEBIBYTE / 4));
    var service =
        new Service(
            _ -> {
              answered.release();
              return StreamingResponse.of("text/plain", body);
            },
            Map.of(),
            () -> {});
    try (var edge = TestEdge.start(Map.of(), service);
        var client = edge.connect()) {
      client.send(TestEdge.post("/", "").repeat(requests));
      int count = 0;
      while (answered.tryAcquire(500, TimeUnit.MILLISECONDS)) {
        count++;
      }
      assertThat(count).isLessThan(requests / 2);
      for (int i = 0; i < requests; i++) {
        client.head();
        assertThat(client.chunks()).isNotEmpty();
      }
    }
  }

  @Test
  void whoDoesNotReadAnswersToPreflightsIsNotReadEither() throws Exception {
    var preflights = "OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(32 * 1024).getBytes(US_ASCII);
    var service = new Service(_ -> new Response(200, List.of(), new byte[0]), Map.of(), () -> {});
    try (var edge = TestEdge.start(ONE_HASTY, service);
        var client = edge.connect()) {
      assertThat(growthWhileSending(client, preflights, 24)).isLessThan(32 * MEBIBYTE);
      edge.awaitRoom();
    }
  }

  /// By how much the memory for network buffers grows while a client sends, or until it cannot.
  private static long growthWhileSending(RawConnection client, byte[] octets, int times) {
    long least = bufferBytes();
    long growth = 0;
    try {
      for (int i = 0; i < times; i++) {
        client.send(octets);
        long now = bufferBytes();
        // What other tests used may be given back meanwhile.
        least = Math.min(least, now);
        growth = Math.max(growth, now - least);
      }
    } catch (IOException closed) {
      assertThat(closed).hasMessageNotContaining("timed out");
    }
    return growth;
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
