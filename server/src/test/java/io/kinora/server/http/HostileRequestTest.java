package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.http.HttpServer.Service;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that two parties may understand differently, and heads that are made to cost. What is
/// not plainly framed is refused and its connection ends, so that nothing hidden behind it is ever
/// taken for a request (RFC 9112 sections 6 and 11.2).
final class HostileRequestTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5, 6\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length: 5 5\r\n\r\nhello",
        "Content-Length:\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 5\r\n\r\nhello",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip\r\n\r\n",
        "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5;a=\"\nb\"\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n80000000\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF5\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n\r\nhello",
        "X-Bare: a\rb\r\n\r\n",
        "X-Bare: a\r\n\rX: b\r\n\r\n",
        "X-Nothing: a\u0000b\r\n\r\n",
        "X Space: a\r\n\r\n",
        "no colon\r\n\r\n",
        ": no name\r\n\r\n"
      })
  void whatIsNotPlainlyFramedIsRefusedWithAllThatFollows(String rest) throws Exception {
    try (var edge = start(Map.of());
        var client = edge.connect()) {
      client.send("POST /first HTTP/1.1\r\nHost: h\r\n" + rest + SMUGGLED);
      String answers = whole(client);
      assertThat(answers).startsWith("HTTP/1.1 400 ").contains("onnection: close");
      assertThat(answers.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
      assertThat(asked).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /first HTTP/1.1 HTTP/1.1",
        "GET /first HTTP/2.0",
        "GET /first",
        "GE\u0000T /first HTTP/1.1",
        "/first HTTP/1.1",
        "GET http/1.1"
      })
  void whatIsNoRequestLineIsRefused(String line) throws Exception {
    try (var edge = start(Map.of());
        var client = edge.connect()) {
      client.send(line + "\r\nHost: h\r\n\r\n" + SMUGGLED);
      assertThat(whole(client)).startsWith("HTTP/1.1 400 ");
      assertThat(asked).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n5;name=value\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: a\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "Content-Length: 5\r\n\r\nhello",
        "Content-Length: 005\r\n\r\nhello",
        "X-Folded: a\r\n b\r\nContent-Length: 5\r\n\r\nhello"
      })
  void whatIsUnusualAndPlainIsAnsweredAndSoIsWhatFollows(String rest) throws Exception {
    try (var edge = start(Map.of());
        var client = edge.connect()) {
      client.send("POST /first HTTP/1.1\r\nHost: h\r\n" + rest);
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
      client.send("GET http://other/absolute?form HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(asked).containsExactly("/first", "/absolute");
    }
  }

  @Test
  void anExpectationThatNobodyMeetsIsIgnoredOrRefused() throws Exception {
    try (var edge = start(Map.of());
        var client = edge.connect()) {
      client.send("POST /first HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n");
      client.send("Content-Length: 5\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      client.send("hello");
      assertThat(client.response()).endsWith("hello");
      client.send("POST /first HTTP/1.1\r\nHost: h\r\nExpect: the worst\r\n");
      client.send("Content-Length: 5\r\n\r\nhello");
      assertThat(client.response()).endsWith("hello");
    }
  }

  @Test
  void aHeadHasAHundredFieldsAtMost() throws Exception {
    try (var edge = start(Map.of());
        var client = edge.connect()) {
      client.send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(100) + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      client.send("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(101) + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 431 ");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void headsThatNeverEndAreBoundedTogetherAndOthersAreServed() throws Exception {
    int crowd = 1000;
    var part = "GET / HTTP/1.1\r\nX-Long: " + "x".repeat(32_000);
    var clients = new ArrayList<RawConnection>();
    try (var edge = start(Map.of())) {
      for (int i = 0; i < crowd; i++) {
        var client = edge.connect();
        clients.add(client);
        client.send(part);
      }
      edge.awaitEveryLoop();
      long closed = clients.stream().filter(HostileRequestTest::wasClosed).count();
      assertThat(closed).as("of 1000 that would take 48 MiB").isBetween(150L, 600L);
      try (var ordinary = edge.connect()) {
        ordinary.send(TestEdge.post("/", "as ever"));
        assertThat(ordinary.response()).endsWith("as ever");
      }
      for (var client : clients) {
        client.close();
      }
      clients.clear();
      try (var late = edge.connect()) {
        late.send(part);
        edge.awaitEveryLoop();
        late.send("\r\n\r\n");
        assertThat(late.response()).as("when there is room again").startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void whatIsSentAheadIsBoundedTogetherAndOthersAreServed() throws Exception {
    int crowd = 600;
    var held = new CountDownLatch(1);
    var clients = new ArrayList<RawConnection>();
    var service =
        new Service(
            request -> {
              if (request.head().path().equals("/hold")) {
                TestEdge.await(held);
              }
              return new Response(200, List.of(), request.body());
            },
            Map.of(),
            () -> {});
    try (var edge = TestEdge.start(Map.of(), service)) {
      for (int i = 0; i < crowd; i++) {
        var client = edge.connect();
        clients.add(client);
        client.send("GET /hold HTTP/1.1\r\n\r\n" + "GET / HTTP/1.1\r\n\r\n".repeat(100));
      }
      edge.awaitEveryLoop();
      long closed = clients.stream().filter(HostileRequestTest::wasClosed).count();
      assertThat(closed).as("of 600 that would take 29 MiB").isBetween(100L, 500L);
      try (var ordinary = edge.connect()) {
        ordinary.send(TestEdge.post("/", "as ever") + TestEdge.post("/", "and ahead"));
        assertThat(ordinary.response()).endsWith("as ever");
        assertThat(ordinary.response()).endsWith("and ahead");
      }
      held.countDown();
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  /// Whether the server closed the connection; those that it holds are not written to for long.
  private static boolean wasClosed(RawConnection client) {
    try {
      return client.closedBefore(1);
    } catch (IOException gone) {
      return true;
    }
  }

  /// All that is answered until the connection ends, be it by a reset.
  private static String whole(RawConnection client) throws IOException {
    var answer = new StringBuilder();
    try {
      answer.append(client.response());
      answer.append(client.rest());
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return answer.toString();
  }

  private TestEdge start(Map<String, String> settings) throws IOException {
    return TestEdge.start(
        settings,
        new Service(
            request -> {
              asked.add(request.head().path());
              return new Response(200, List.of(), request.body());
            },
            Map.of(),
            () -> {}));
  }
}
