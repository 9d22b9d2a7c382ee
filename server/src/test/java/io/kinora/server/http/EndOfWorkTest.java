package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.HttpServer.Service;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// However work on a request ends, its client learns of it, and a server that stops waits for as
/// much work as there is: not less, and not for work that is over.
@Timeout(60)
final class EndOfWorkTest {
  /// Nobody waits for as long as this by mistake without being noticed.
  private static final Map<String, String> PATIENT = Map.of("http.shutdown-timeout", "1h");

  @Test
  void anOperationThatEndsInAnErrorIsA500AndTheServerGoesOn() throws Exception {
    var service =
        new Service(
            request -> {
              if (request.body().length == 0) {
                throw new StackOverflowError("planned");
              }
              return new Response(200, List.of(), request.body());
            },
            Map.of(),
            () -> {});
    try (var edge = TestEdge.start(PATIENT, service);
        var client = edge.connect()) {
      client.send(TestEdge.post("/", ""));
      assertThat(client.response()).startsWith("HTTP/1.1 500 ").contains("{\"message\":");
      client.send(TestEdge.post("/", "alive"));
      assertThat(client.response()).endsWith("alive");
    }
  }

  @Test
  void anAnswerThatEndsInAnErrorIsCutOff() throws Exception {
    StreamingBody body =
        sink -> {
          sink.write(ByteBuffer.wrap("begun".getBytes(UTF_8)));
          sink.flush();
          throw new InternalError("planned");
        };
    var service = new Service(_ -> StreamingResponse.of("text/plain", body), Map.of(), () -> {});
    try (var edge = TestEdge.start(PATIENT, service);
        var client = edge.connect()) {
      client.send(TestEdge.post("/", ""));
      client.head();
      assertThat(client.rest()).isEqualTo("5\r\nbegun\r\n");
    }
  }

  @Test
  void anAdmissionThatEndsInAnErrorIsA500() throws Exception {
    UploadRoute failing =
        _ -> {
          throw new InternalError("planned");
        };
    try (var edge = upload(failing);
        var client = edge.connect()) {
      client.send(TestEdge.post("/upload", ""));
      assertThat(client.response()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void anUploadThatFailsBetweenTwoReadsLosesItsConnection() throws Exception {
    var upload =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            Runnable failing =
                () -> {
                  throw new InternalError("planned");
                };
            channel().loop().execute(failing);
            return true;
          }
        };
    assertLosesItsConnection(upload);
  }

  @Test
  void anUploadThatFailsAtItsFirstOctetsLosesItsConnection() throws Exception {
    var upload =
        new FakeUpload() {
          @Override
          public boolean received(ByteBuffer octets) {
            throw new StackOverflowError("planned");
          }
        };
    assertLosesItsConnection(upload);
  }

  @Test
  void aServerThatStopsWaitsForItsWorkAlsoAfterPreflightRequests() throws Exception {
    var begun = new CountDownLatch(1);
    var stopping = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var service =
        new Service(
            request -> {
              begun.countDown();
              TestEdge.await(done);
              return new Response(200, List.of(), request.body());
            },
            Map.of(),
            stopping::countDown);
    try (var edge = TestEdge.start(PATIENT, service);
        var client = edge.connect()) {
      for (int i = 0; i < 3; i++) {
        TestEdge.preflight(client);
      }
      client.send(TestEdge.post("/", "finished"));
      TestEdge.await(begun);
      var closing = Thread.startVirtualThread(edge::close);
      TestEdge.await(stopping);
      assertThat(closing.join(Duration.ofMillis(300))).as("stopped, with work left").isFalse();
      done.countDown();
      assertThat(client.response()).endsWith("finished");
      closing.join();
    }
  }

  @Test
  void aServerThatStopsLeavesUploadsTheTimeToReadTheirAnswers() throws Exception {
    var open = new CountDownLatch(1);
    var upload =
        new FakeUpload() {
          @Override
          public void opened(UploadChannel opened) {
            super.opened(opened);
            open.countDown();
          }
        };
    var service =
        new Service(
            EndOfWorkTest::noUpload,
            Map.of("/upload", _ -> upload.admitted()),
            () -> upload.channel().loop().execute(() -> upload.channel().finish()));
    try (var edge = TestEdge.start(PATIENT, service);
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.head();
      TestEdge.await(open);
      var closing = Thread.startVirtualThread(edge::close);
      assertThat(client.chunk()).isEmpty();
      assertThat(closing.join(Duration.ofMillis(300))).as("stopped, with work left").isFalse();
      client.send("3\r\nabc\r\n0\r\n\r\n");
      assertThat(client.rest()).isEmpty();
      closing.join();
    }
  }

  private static void assertLosesItsConnection(FakeUpload upload) throws Exception {
    try (var edge = upload(_ -> upload.admitted());
        var client = edge.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
      client.head();
      assertThat(client.rest()).isEmpty();
      assertThat(upload.event()).isEqualTo("disconnected");
    }
  }

  private static TestEdge upload(UploadRoute route) throws Exception {
    return TestEdge.start(
        PATIENT, new Service(EndOfWorkTest::noUpload, Map.of("/upload", route), () -> {}));
  }

  private static Reply noUpload(Request request) {
    throw new IllegalStateException("not an upload: " + request.head().path());
  }
}
