package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.config.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The HTTP edge over real sockets, octet by octet.
class HttpServerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int LARGE = 1 << 20;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void requestsOfOneConnectionAreAnsweredInOrder() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/echo", "one") + post("/echo", "two") + post("/echo", "three"));
      assertThat(client.response()).endsWith("one");
      assertThat(client.response()).endsWith("two");
      assertThat(client.response()).endsWith("three");
    }
  }

  @Test
  void everyResponseCarriesItsIdTheDateAndTheCorsFields() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/echo", "x"));
      assertThat(client.response())
          .containsPattern("\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n")
          .containsPattern("\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT")
          .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
          .contains("\r\nAccess-Control-Expose-Headers: x-amzn-RequestId, x-amzn-ErrorType");
    }
  }

  @Test
  void aPreflightRequestIsAnsweredOnEveryPath() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("OPTIONS /any HTTP/1.1\r\nHost: h\r\nOrigin: http://page\r\n\r\n");
      assertThat(client.head())
          .startsWith("HTTP/1.1 204 ")
          .contains("Access-Control-Allow-Methods: GET, HEAD, POST, OPTIONS")
          .contains("x-amzn-producer-start-timestamp")
          .doesNotContain("Content-Length:");
      client.send(post("/echo", "still open"));
      assertThat(client.response()).endsWith("still open");
    }
  }

  @Test
  void aFixedListOfOriginsIsEchoed() throws Exception {
    try (var client = connect(config(10, LONG, List.of("http://a", "http://b")))) {
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nOrigin: http://b\r\n\r\n");
      assertThat(client.head())
          .contains("Access-Control-Allow-Origin: http://b\r\n")
          .contains("Vary: Origin");
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nOrigin: http://c\r\n\r\n");
      assertThat(client.head()).doesNotContain("Access-Control-Allow-Origin");
    }
  }

  @Test
  void continueIsSentWhenAskedForAndOnlyThen() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("ok");
      assertThat(client.response()).endsWith("ok");
      client.send(post("/echo", "again"));
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void twoStatementsOfLengthAreRefused() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 400 ").contains("Connection: close");
    }
    try (var client = connect()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc");
      assertThat(client.head()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aHeadOverTheLimitIsRefused() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 431 ").contains("{\"message\":");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBodyOverTheLimitIsRefusedByItsLengthOrByItsOctets() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n");
      assertThat(client.response())
          .startsWith("HTTP/1.1 400 ")
          .contains("x-amzn-ErrorType: InvalidArgumentException")
          .contains("{\"Message\":");
    }
    try (var client = connect()) {
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      var chunk = "10000\r\n" + "y".repeat(0x10000) + "\r\n";
      for (int i = 0; i < 17; i++) {
        client.send(chunk);
      }
      assertThat(client.response()).startsWith("HTTP/1.1 400 ").contains("larger than 1MiB");
    }
  }

  @Test
  void aHeadThatDoesNotArriveInTimeEndsTheConnection() throws Exception {
    try (var client = connect(config(10, Duration.ofMillis(200)))) {
      client.send("POST /echo HT");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aConnectionAboveTheLimitIsToldSo() throws Exception {
    try (var first = connect(config(1, LONG))) {
      first.send(post("/echo", "served"));
      assertThat(first.response()).endsWith("served");
      try (var second = connect()) {
        second.send(post("/echo", "x"));
        assertThat(second.response()).startsWith("HTTP/1.1 503 ").contains("{\"message\":");
      }
      for (var path : List.of("/hls/v1/getHLSMediaPlaylist.m3u8", "/dash/v1/getDASHManifest.mpd")) {
        try (var player = connect()) {
          player.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(player.response())
              .startsWith("HTTP/1.1 429 ")
              .contains("\r\nRetry-After: 1\r\n")
              .contains("{\"Message\":");
        }
      }
    }
    assertThat(firstServed(Instant.now().plus(LONG))).endsWith("room again");
  }

  /// The server notices closed connections in its own time: asks again until there is room.
  private String firstServed(Instant deadline) throws IOException {
    while (true) {
      try (var client = connect()) {
        client.send(post("/echo", "room again"));
        var response = client.response();
        if (response.startsWith("HTTP/1.1 200 ") || Instant.now().isAfter(deadline)) {
          return response;
        }
      }
    }
  }

  @Test
  void aStreamOfUnknownLengthIsSentInChunksAndEnds() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/stream", "300000"));
      assertThat(client.head()).startsWith("HTTP/1.1 200 ").contains("Transfer-Encoding: chunked");
      assertThat(client.chunks()).hasSize(300_000);
      client.send(post("/echo", "next"));
      assertThat(client.response()).endsWith("next");
    }
  }

  @Test
  void aStreamThatFailsIsCutOffSoThatTheClientNotices() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/stream", "-1"));
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.rest()).doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void anOperationThatThrowsIsA500AndTheServerGoesOn() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/throw", ""));
      assertThat(client.response()).startsWith("HTTP/1.1 500 ").contains("{\"message\":");
      client.send(post("/echo", "alive"));
      assertThat(client.response()).endsWith("alive");
    }
  }

  @Test
  void anUploadAnswersWhileItsBodyArrives() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ").contains("Transfer-Encoding: chunked");
      client.send("3\r\nabc\r\n");
      assertThat(client.textChunk()).isEqualTo("got abc\n");
      client.send("2\r\nde\r\n");
      assertThat(client.textChunk()).isEqualTo("got de\n");
      client.send("0\r\n\r\n");
      assertThat(client.textChunk()).isEqualTo("end\n");
      assertThat(client.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void anUploadMayPauseInTheMiddleOfItsOctets() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\npause");
      client.head();
      client.send("more");
      assertThat(client.textChunk()).isEqualTo("resumed\n");
      assertThat(client.textChunk()).isEqualTo("got more\n");
      assertThat(client.textChunk()).isEqualTo("end\n");
    }
  }

  @Test
  void aLostUploadIsNoticed() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(
          "POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      client.head();
      client.chunk();
    }
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("disconnected");
  }

  @Test
  void aClientThatEndsItsOutputStillGetsItsAnswer() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
      client.endOutput();
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(client.textChunk()).isEqualTo("got abc\n");
      assertThat(client.textChunk()).isEqualTo("end\n");
    }
  }

  @Test
  void aRefusedUploadGetsTheAnswerInsteadOfContinue() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(
          "POST /refuse HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ").contains("Connection: close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  private static HttpConfig config(int connections, Duration headTimeout) {
    return config(connections, headTimeout, List.of("*"));
  }

  private static HttpConfig config(int connections, Duration headTimeout, List<String> origins) {
    return new HttpConfig(
        connections,
        new ByteSize(32 * 1024),
        ByteSize.ofMiB(1),
        headTimeout,
        LONG,
        Duration.ofSeconds(2),
        LONG,
        LONG,
        origins);
  }

  @Test
  void aClientThatDoesNotReadItsAnswersIsGivenNoMore() throws Exception {
    int requests = 100;
    try (var client = connect(config(10, LONG))) {
      client.send(post("/large", "").repeat(requests));
      int answered = 0;
      while (events.poll(500, TimeUnit.MILLISECONDS) != null) {
        answered++;
      }
      assertThat(answered).isLessThan(requests / 2);
      for (int i = 0; i < requests; i++) {
        assertThat(client.response()).hasSizeGreaterThan(LARGE);
      }
    }
  }

  @Test
  void aBodyIsClosedWhenItWasSentWhenItFailedAndWhenNobodyWantedIt() throws Exception {
    try (var client = connect(config(10, LONG))) {
      client.send(post("/closing", "3"));
      assertThat(client.head()).contains(" 200 ");
      assertThat(client.chunks()).hasSize(3);
      client.send("HEAD /closing HTTP/1.1\r\nHost: h\r\n\r\n");
      client.head();
      client.send(post("/closing", "-1"));
      client.head();
      assertThat(client.isAtEnd()).isTrue();
    }
    for (var expected : List.of("written", "closed", "closed", "failed", "closed")) {
      assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
    }
    assertThat(events).isEmpty();
  }

  private RawConnection connect(HttpConfig config) throws IOException {
    var uploads =
        Map.<String, UploadRoute>of(
            "/upload", _ -> new UploadRoute.Admission.Admitted(new Echo(events)),
            "/refuse", _ -> new UploadRoute.Admission.Refused(Responder.error(404, "X", "no")));
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            config,
            Optional.empty(),
            new HttpServer.Service(this::answer, uploads, () -> {}));
    return connect();
  }

  private RawConnection connect() throws IOException {
    if (server == null) {
      throw new IllegalStateException("no server");
    }
    return RawConnection.to(server.address());
  }

  private static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }

  private Reply answer(Request request) {
    return switch (request.head().path()) {
      case "/echo" -> new Response(200, List.of(), request.body());
      case "/stream" -> {
        int size = Integer.parseInt(new String(request.body(), UTF_8));
        yield StreamingResponse.of("text/plain", sink -> produce(size, sink));
      }
      case "/large" -> {
        events.add("answered");
        yield new Response(200, List.of(), new byte[LARGE]);
      }
      case "/closing" -> StreamingResponse.of("text/plain", new Closing(events, request.body()));
      default -> throw new IllegalStateException("planned");
    };
  }

  /// Produces as many octets as it was told, and says what becomes of it.
  private record Closing(BlockingQueue<String> events, byte[] size) implements StreamingBody {
    @Override
    public void writeTo(BodySink sink) throws IOException {
      int octets = Integer.parseInt(new String(size, UTF_8));
      events.add(octets < 0 ? "failed" : "written");
      produce(octets, sink);
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  private static void produce(int size, BodySink sink) throws IOException {
    if (size < 0) {
      throw new IOException("planned");
    }
    sink.write(ByteBuffer.wrap("z".repeat(size).getBytes(UTF_8)));
  }

  /// Answers what it got; octets that begin with `pause` make it pause and go on from the loop.
  private static final class Echo implements UploadSession {
    private final BlockingQueue<String> events;
    private @Nullable UploadChannel channel;

    Echo(BlockingQueue<String> events) {
      this.events = events;
    }

    @Override
    public void opened(UploadChannel opened) {
      channel = opened;
    }

    @Override
    public boolean received(ByteBuffer octets) {
      var text = UTF_8.decode(octets).toString();
      if (text.startsWith("pause")) {
        channel().pause();
        channel().loop().execute(() -> channel().resume());
        return false;
      }
      channel().send(("got " + text + "\n").getBytes(UTF_8));
      return true;
    }

    @Override
    public boolean proceed() {
      channel().send("resumed\n".getBytes(UTF_8));
      return true;
    }

    @Override
    public void ended() {
      channel().send("end\n".getBytes(UTF_8));
      channel().finish();
    }

    @Override
    public void disconnected() {
      events.add("disconnected");
    }

    private UploadChannel channel() {
      if (channel == null) {
        throw new IllegalStateException("not opened");
      }
      return channel;
    }
  }
}
