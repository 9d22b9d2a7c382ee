package io.kinora.images;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Writes the answers of one job; the package page has the layout.
final class Answers {
  private static final byte IMAGE = 0;
  private static final byte FAILED = 1;
  private static final byte LEFT = 2;
  private static final byte DONE = 3;

  private final Pipes pipes;
  private long roomBytes;

  Answers(Pipes pipes, int jobMaxBytes) {
    this.pipes = pipes;
    this.roomBytes = jobMaxBytes;
  }

  /// Whether more images are of use in this job.
  boolean hasRoom() {
    return roomBytes > 0;
  }

  void image(ByteBuffer octets) throws IOException {
    roomBytes -= octets.remaining();
    var head = ByteBuffer.allocate(1 + Integer.BYTES);
    pipes.write(head.put(IMAGE).putInt(octets.remaining()).flip());
    pipes.write(octets);
  }

  void failed() throws IOException {
    status(FAILED);
  }

  void left() throws IOException {
    status(LEFT);
  }

  void done() throws IOException {
    status(DONE);
  }

  private void status(byte status) throws IOException {
    pipes.write(ByteBuffer.wrap(new byte[] {status}));
  }
}
