package io.kinora.conformance.crowd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Matroska;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Crowds that only cost. While they last an ordinary client is served, and threads and memory stay
/// within the bounds that docs/security.md states; when the server has had enough of them, all
/// falls back by itself.
@Isolated("it takes the machine")
final class CrowdTest {
  private static final int IDLE = 10_000;
  private static final int HURRIED = 10_000;
  private static final int HUNDREDS = 300;
  private static final int UPLOADS = 2_000;
  private static final int THREADS_MAX = 64;
  private static final int CONNECTION_BYTES = 6 * 1024;
  private static final int UPLOAD_BYTES = 16 * 1024;
  private static final int HELD_MAX_MIB = 48;
  private static final int BUFFERS_MAX_MIB = 256;
  private static final int MIB = 1 << 20;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String STORED = "stored";

  private static final KinoraProcess KINORA =
      KinoraProcess.start(
          "crowd",
          "--http.max-connections=10500",
          "--http.keep-alive-timeout=15s",
          "--http.head-timeout=3s",
          "--http.body-timeout=3s",
          "--http.stall-timeout=10s");

  @BeforeAll
  static void thereIsSomethingToRead() {
    try (var producer = OrdinaryClient.of(KINORA.endpoint(), STORED)) {
      for (int i = 0; i < 8; i++) {
        producer.upload(MIB);
      }
    }
  }

  @AfterAll
  static void stop() {
    KINORA.close();
  }

  @Test
  void tenThousandIdleConnections() throws Exception {
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "idle");
        var crowd = new Crowd(KINORA.endpoint())) {
      long heapBytes = liveHeapBytes();
      crowd.come(IDLE, "");
      ordinary.isServed();
      assertThat(liveHeapBytes() - heapBytes).isLessThan((long) IDLE * CONNECTION_BYTES);
      var now = Figures.of(KINORA.endpoint());
      assertThat(now.connections()).isGreaterThanOrEqualTo(IDLE);
      isBounded(now);
      fallsBack();
    }
  }

  @Test
  void tenThousandConnectionsThatComeAndGoAtOnce() throws Exception {
    var address = new InetSocketAddress(KINORA.endpoint().getHost(), KINORA.endpoint().getPort());
    Callable<Long> hurried =
        () -> {
          long begun = System.nanoTime();
          for (int i = 0; i < HURRIED / 2; i++) {
            try (var connection = SocketChannel.open(address)) {
              // Without this the client's machine has no ports left before the server is tired.
              connection.setOption(StandardSocketOptions.SO_LINGER, i % 2);
            }
          }
          return System.nanoTime() - begun;
        };
    long before = Figures.of(KINORA.endpoint()).of("kinora_http_connections_total");
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "hurried");
        var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(hurried);
      var second = threads.submit(hurried);
      while (!first.isDone() || !second.isDone()) {
        ordinary.isServed();
      }
      double seconds = Math.max(first.get(), second.get()) / 1e9;
      System.out.printf("CrowdTest: %,.0f connections a second%n", HURRIED / seconds);
      var now = Figures.of(KINORA.endpoint());
      assertThat(now.of("kinora_http_connections_total") - before).isGreaterThan(HURRIED);
      isBounded(now);
      fallsBack();
    }
  }

  @Test
  void headsAndBodiesThatComeAnOctetAtATime() throws Exception {
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "slow");
        var crowd = new Crowd(KINORA.endpoint())) {
      crowd.come(HUNDREDS, "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
      crowd.come(HUNDREDS, "GET / HTTP/1.1\r\nX-Large: " + "x".repeat(30_000));
      crowd.come(HUNDREDS, "POST /listStreams HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\n{");
      var end = Instant.now().plus(PATIENCE);
      while (Figures.of(KINORA.endpoint()).connections() > HUNDREDS / 10) {
        assertThat(Instant.now()).as("they are still there").isBefore(end);
        crowd.say('x');
        ordinary.isServed();
        isBounded(Figures.of(KINORA.endpoint()));
      }
      fallsBack();
    }
  }

  @Test
  void halfClosedConnections() throws Exception {
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "half");
        var crowd = new Crowd(KINORA.endpoint())) {
      crowd.come(HUNDREDS, "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
      crowd.come(HUNDREDS, "GET /healthz HTTP/1.1\r\nHost:");
      crowd.come(HUNDREDS, post("getMedia", selector("NOW")));
      crowd.come(HUNDREDS, upload(16 * 1024));
      crowd.endOutput();
      ordinary.isServed();
      isBounded(Figures.of(KINORA.endpoint()));
      fallsBack();
    }
  }

  @Test
  void uploadsThatNeverEnd() throws Exception {
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "endless");
        var crowd = new Crowd(KINORA.endpoint())) {
      long heapBytes = liveHeapBytes();
      crowd.come(UPLOADS, upload(16 * 1024));
      await("kinora_http_working", UPLOADS);
      ordinary.isServed();
      assertThat(liveHeapBytes() - heapBytes).isLessThan((long) UPLOADS * UPLOAD_BYTES);
      isBounded(Figures.of(KINORA.endpoint()));
      crowd.leave();
      fallsBack();
    }
  }

  @Test
  void readersThatNeverRead() throws Exception {
    try (var ordinary = OrdinaryClient.of(KINORA.endpoint(), "unread");
        var crowd = new Crowd(KINORA.endpoint())) {
      long heapBytes = liveHeapBytes();
      crowd.come(HUNDREDS, "GET /healthz HTTP/1.1\r\n\r\n".repeat(400));
      crowd.come(HUNDREDS, post("listFragments", "{\"StreamName\":\"stored\"}").repeat(60));
      crowd.come(HUNDREDS, "GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(300));
      // Last, for they are let go of after the stall timeout.
      crowd.come(HUNDREDS, post("getMedia", selector("EARLIEST")));
      await("kinora_getmedia_sessions", HUNDREDS);
      assertThat(liveHeapBytes() - heapBytes)
          .isLessThan((long) HELD_MAX_MIB * MIB + 4L * HUNDREDS * UPLOAD_BYTES);
      ordinary.isServed();
      fallsBack();
    }
    try (var late = OrdinaryClient.of(KINORA.endpoint(), "late")) {
      late.isServed();
    }
  }

  private static String selector(String type) {
    return "{\"StreamName\":\"%s\",\"StartSelector\":{\"StartSelectorType\":\"%s\"}}"
        .formatted(STORED, type);
  }

  /// The begin of an upload, with so many octets of its first frame.
  private static String upload(int octets) {
    var head =
        SigV4.EXAMPLE.head(
            "/putMedia", PutMediaClient.fields(KINORA.endpoint(), STORED), Instant.now());
    var media =
        Matroska.concat(
            Matroska.header(),
            Matroska.cluster(1_795_250_519_464L),
            Matroska.block(0, true, new byte[MIB]));
    int count = media.length - MIB + octets;
    return "%s%x\r\n%s".formatted(head, media.length, new String(media, 0, count, ISO_8859_1));
  }

  private static String post(String operation, String body) {
    return "POST /%s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(operation, body.length(), body);
  }

  private static void isBounded(Figures now) {
    assertThat(now.threads()).as("threads").isLessThanOrEqualTo(THREADS_MAX);
    assertThat(now.heldMib()).as("held on the heap").isLessThanOrEqualTo(HELD_MAX_MIB);
    assertThat(now.bufferMib()).as("buffers").isLessThanOrEqualTo(BUFFERS_MAX_MIB);
  }

  /// Waits until a figure is so large.
  private static void await(String name, int count) {
    var end = Instant.now().plus(PATIENCE);
    while (Figures.of(KINORA.endpoint()).of(name) < count) {
      assertThat(Instant.now()).as("%s is less than %d", name, count).isBefore(end);
    }
  }

  /// Waits until the crowd is gone, with all it took.
  private static void fallsBack() {
    var end = Instant.now().plus(PATIENCE);
    var now = Figures.of(KINORA.endpoint());
    while (now.connections() > 8 || now.of("kinora_getmedia_sessions") > 0 || now.heldMib() > 0) {
      assertThat(Instant.now()).as(now.toString()).isBefore(end);
      isBounded(now);
      now = Figures.of(KINORA.endpoint());
    }
    assertThat(now.of("process_open_fds")).isLessThan(200);
  }

  /// What is left on the heap after a collection of garbage.
  private static long liveHeapBytes() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var pid = Long.toString(KINORA.process().pid());
    var histogram = Command.of(jcmd, pid, "GC.class_histogram").succeed().text();
    var total = TOTAL.matcher(histogram);
    assertThat(total.find()).isTrue();
    return Long.parseLong(total.group(1));
  }
}
