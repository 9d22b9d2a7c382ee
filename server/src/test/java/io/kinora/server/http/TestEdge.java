package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The HTTP edge alone, on a free port, with operations of the test.
final class TestEdge implements AutoCloseable {
  private static final String PREFLIGHT = "OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpServer server;

  private TestEdge(HttpServer server) {
    this.server = server;
  }

  /// @param settings keys and values that differ from the defaults
  static TestEdge start(Map<String, String> settings, HttpServer.Service service)
      throws IOException {
    var config = HttpConfig.from(Settings.none().with("test", settings, HttpConfig.KEYS));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new TestEdge(HttpServer.start(address, config, Optional.empty(), service));
  }

  RawConnection connect() throws IOException {
    return RawConnection.to(server.address());
  }

  static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }

  /// Sends a preflight request and reads its answer.
  static void preflight(RawConnection client) throws IOException {
    client.send(PREFLIGHT);
    assertThat(client.head()).startsWith("HTTP/1.1 204 ");
  }

  /// Returns when each event loop has worked off all that had reached the server before: new
  /// connections go to the loops in turn.
  void awaitEveryLoop() throws IOException {
    for (int loop = 0; loop < Runtime.getRuntime().availableProcessors(); loop++) {
      try (var client = connect()) {
        preflight(client);
      }
    }
  }

  /// Asks on new connections until one of them is served.
  void awaitRoom() throws IOException {
    var deadline = Instant.now().plus(PATIENCE);
    String answer;
    do {
      assertThat(Instant.now()).as("still no room").isBefore(deadline);
      try (var client = connect()) {
        client.send(PREFLIGHT);
        answer = client.head();
      }
    } while (!answer.startsWith("HTTP/1.1 204 "));
  }

  /// Waits where no exception may be thrown.
  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
