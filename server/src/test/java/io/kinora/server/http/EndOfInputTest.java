package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.HttpServer.Service;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that send nothing more: what they sent is answered, what they left unfinished is over,
/// and their connection ends, whenever the end of their input arrives.
final class EndOfInputTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  @Test
  void anUploadWhoseInputEndsWhileItIsAdmittedIsOver() throws Exception {
    var upload = new FakeUpload();
    UploadRoute route =
        _ -> {
          begun.countDown();
          TestEdge.await(done);
          return upload.admitted();
        };
    try (var edge = start(route);
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
      client.endOutput();
      TestEdge.await(begun);
      edge.awaitEveryLoop();
      done.countDown();
      assertThat(upload.event()).isEqualTo("disconnected");
      client.head();
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aRequestWhoseClientHasEndedIsAnsweredAndTheConnectionEnds() throws Exception {
    try (var edge = start(_ -> refused());
        var client = edge.connect()) {
      client.send(TestEdge.post("/slow", "only"));
      client.endOutput();
      TestEdge.await(begun);
      edge.awaitEveryLoop();
      done.countDown();
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("only");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void everyRequestThatWasWholeIsAnsweredBeforeTheConnectionEnds() throws Exception {
    try (var edge = start(_ -> refused());
        var client = edge.connect()) {
      client.send(
          TestEdge.post("/slow", "one")
              + TestEdge.post("/slow", "two")
              + "POST /slow HTTP/1.1\r\n");
      client.endOutput();
      TestEdge.await(begun);
      edge.awaitEveryLoop();
      done.countDown();
      assertThat(client.response()).endsWith("one");
      assertThat(client.response()).endsWith("two");
      assertThat(client.rest()).as("an error at most").doesNotStartWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep-alive", "close"})
  void theEndOfInputCutsNoAnswerThatIsUnderWay(String connection) throws Exception {
    // More than the sockets take, and less than untaken answers may be.
    int octets = 12 << 20;
    var service =
        new Service(_ -> new Response(200, List.of(), new byte[octets]), Map.of(), () -> {});
    try (var edge = TestEdge.start(Map.of(), service);
        var client = edge.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: " + connection + "\r\n\r\n");
      client.head();
      edge.awaitEveryLoop();
      client.endOutput();
      edge.awaitEveryLoop();
      assertThat(client.rest()).hasSize(octets);
    }
  }

  @Test
  void anAnswerThatIsStillBeingMadeReachesAClientThatHasEnded() throws Exception {
    int half = 16 << 20;
    StreamingBody body =
        sink -> {
          sink.write(ByteBuffer.allocate(half));
          sink.flush();
          TestEdge.await(done);
          sink.write(ByteBuffer.allocate(half));
        };
    var service = new Service(_ -> StreamingResponse.of("text/plain", body), Map.of(), () -> {});
    try (var edge = TestEdge.start(Map.of(), service);
        var client = edge.connect()) {
      client.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n");
      client.endOutput();
      client.head();
      assertThat(client.octets(half)).as("all there is, so that nothing is awaited").hasSize(half);
      edge.awaitEveryLoop();
      done.countDown();
      edge.awaitEveryLoop();
      assertThat(client.rest()).hasSize(half);
    }
  }

  @Test
  void acknowledgementsOfHalfABodyReachAClientThatHasEnded() throws Exception {
    int octets = 16 << 20;
    var upload = new AnsweredAtFirst(octets);
    try (var edge = start(_ -> upload.admitted());
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
      client.endOutput();
      client.head();
      TestEdge.await(begun);
      edge.awaitEveryLoop();
      assertThat(client.chunk()).hasSize(octets);
      assertThat(client.rest()).isEmpty();
      assertThat(upload.event()).isEqualTo("disconnected");
    }
  }

  @Test
  void acknowledgementsReachAClientWhoseBodyEndsAfterItsAnswer() throws Exception {
    int octets = 16 << 20;
    var upload =
        new AnsweredAtFirst(octets) {
          @Override
          public boolean received(ByteBuffer content) {
            boolean taken = super.received(content);
            channel().finish();
            return taken;
          }
        };
    try (var edge = start(_ -> upload.admitted());
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf");
      client.head();
      TestEdge.await(begun);
      client.send("more");
      edge.awaitEveryLoop();
      assertThat(client.chunk()).hasSize(octets);
      assertThat(client.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  /// Has much to say about its first octets.
  private class AnsweredAtFirst extends FakeUpload {
    private final int octets;

    AnsweredAtFirst(int octets) {
      this.octets = octets;
    }

    @Override
    public boolean received(ByteBuffer content) {
      channel().send(new byte[octets]);
      begun.countDown();
      return true;
    }
  }

  @Test
  void aWholeBodyThatWaitsForItsUploadIsTakenThoughItsClientHasEnded() throws Exception {
    var upload = new PausedAtFirst();
    try (var edge = start(_ -> upload.admitted());
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("5\r\nfirst\r\n4\r\nrest\r\n0\r\n\r\n");
      TestEdge.await(begun);
      client.endOutput();
      edge.awaitEveryLoop();
      upload.channel().loop().execute(() -> upload.channel().resume());
      client.head();
      assertThat(client.textChunk()).isEqualTo("rest");
      assertThat(client.rest()).isEqualTo("0\r\n\r\n");
      assertThat(upload.event()).isEqualTo("ended");
    }
  }

  /// Rests before it is finished with its first octets, and answers the others with themselves.
  private final class PausedAtFirst extends FakeUpload {
    @Override
    public boolean received(ByteBuffer octets) {
      if (begun.getCount() > 0) {
        channel().pause();
        begun.countDown();
        return false;
      }
      channel().send(UTF_8.decode(octets).toString().getBytes(UTF_8));
      return true;
    }
  }

  private TestEdge start(UploadRoute route) throws Exception {
    RequestHandler slow =
        request -> {
          begun.countDown();
          TestEdge.await(done);
          return new Response(200, List.of(), request.body());
        };
    return TestEdge.start(Map.of(), new Service(slow, Map.of("/upload", route), () -> {}));
  }

  private static UploadRoute.Admission refused() {
    return new UploadRoute.Admission.Refused(Responder.error(404, "X", "no"));
  }
}
