package io.kinora.server.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a feed by PutMedia: what it would have sent in the last minutes first, at once, then each
/// frame when it is due, until it is closed. Its pictures show the second of the wall clock at
/// which they were taken.
public final class Camera implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Camera.class);

  private static final long SECOND_MS = 1000;

  /// How far back its recording goes, and a hole in it, as real recordings have them.
  private static final int HISTORY_SECONDS = 600;

  private static final int HOLE_FROM = 260;
  private static final int HOLE_TO = 180;

  private final String stream;
  private final Feed feed;
  private final Socket socket;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Camera(String stream, Feed feed, Socket socket) {
    this.stream = stream;
    this.feed = feed;
    this.socket = socket;
  }

  /// Begins to send the feed of that name to the stream of that name, which must be there.
  ///
  /// @param server a server in open mode, without TLS
  public static Camera start(URI server, String name) throws IOException {
    var feed = Feed.load(name);
    var camera = new Camera(name, feed, new Socket(server.getHost(), server.getPort()));
    Thread.ofVirtual().name("camera " + name).start(camera::send);
    Thread.ofVirtual().name("acknowledgements of " + name).start(camera::receive);
    return camera;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }

  private void send() {
    try (var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
      out.write(
          """
          POST /putMedia HTTP/1.1\r
          Host: %s:%d\r
          x-amzn-stream-name: %s\r
          x-amzn-fragment-timecode-type: ABSOLUTE\r
          Transfer-Encoding: chunked\r
          \r
          """
              .formatted(socket.getInetAddress().getHostAddress(), socket.getPort(), stream)
              .getBytes(US_ASCII));
      chunk(out, feed.header());
      long nowMs = System.currentTimeMillis();
      long startMs = nowMs - nowMs % SECOND_MS;
      for (int ago = HISTORY_SECONDS; ago > 0; ago--) {
        if (ago > HOLE_FROM || ago <= HOLE_TO) {
          second(out, startMs - ago * SECOND_MS);
        }
      }
      for (long ms = startMs; closed.getCount() > 0; ms += SECOND_MS) {
        second(out, ms);
      }
    } catch (IOException failure) {
      lost(failure);
    } catch (InterruptedException nobodyInterruptsIt) {
      throw new IllegalStateException(nobodyInterruptsIt);
    }
  }

  /// Sends one second, each frame as soon as it is due; what is overdue goes at once.
  private void second(OutputStream out, long startMs) throws IOException, InterruptedException {
    var frames = feed.seconds().get((int) (startMs / SECOND_MS % feed.seconds().size()));
    for (var frame : frames) {
      long earlyMs = startMs + frame.atMs() - System.currentTimeMillis();
      if (earlyMs > 0) {
        out.flush();
        if (closed.await(earlyMs, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      if (frame.equals(frames.getFirst())) {
        chunk(out, Feed.clusterStart(startMs));
      }
      chunk(out, frame.element());
    }
  }

  private static void chunk(OutputStream out, byte[] octets) throws IOException {
    out.write((Integer.toHexString(octets.length) + "\r\n").getBytes(US_ASCII));
    out.write(octets);
    out.write('\r');
    out.write('\n');
  }

  /// The server ends the response only when something is wrong.
  private void receive() {
    try (InputStream in = socket.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
      lost(new IOException("the server ended the session"));
    } catch (IOException failure) {
      lost(failure);
    }
  }

  private void lost(IOException failure) {
    if (closed.getCount() > 0) {
      LOG.warn("camera {} sends no more", stream, failure);
    }
  }
}
