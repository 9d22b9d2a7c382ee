package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;

/// Reads one HTTP/1.1 response as its octets arrive: chunked, or of a known length.
final class ResponseReader {
  /// Takes the body.
  interface Body {
    /// The next octets of the body; valid during the call only.
    void octets(ByteBuffer piece);

    /// A chunk of the transfer coding ended.
    default void chunkEnd() {}
  }

  private enum State {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_CRLF,
    LAST_CRLF,
    LENGTH,
    DONE
  }

  private static final int LINES_MAX = 16 << 10;

  private final Body body;
  private final StringBuilder line = new StringBuilder();
  private State state = State.HEAD;
  private String status = "";
  private boolean chunked;
  private long left;

  ResponseReader(Body body) {
    this.body = body;
  }

  /// Whether the whole head has arrived, and it was a 200.
  boolean begun() {
    return state != State.HEAD;
  }

  boolean done() {
    return state == State.DONE;
  }

  /// Whether what was asked for is not there.
  boolean notFound() {
    return status.startsWith("HTTP/1.1 404");
  }

  boolean chunked() {
    return chunked;
  }

  /// Reads all octets of the buffer.
  void feed(ByteBuffer in) {
    while (in.hasRemaining()) {
      switch (state) {
        case HEAD -> {
          if (line(in)) {
            headLine(take());
          }
        }
        case CHUNK_SIZE -> {
          if (line(in)) {
            left = Long.parseLong(take(), 16);
            state = left == 0 ? State.LAST_CRLF : State.CHUNK;
          }
        }
        case CHUNK -> {
          pass(in);
          if (left == 0) {
            body.chunkEnd();
            state = State.CHUNK_CRLF;
          }
        }
        case LENGTH -> {
          pass(in);
          state = left == 0 ? State.DONE : State.LENGTH;
        }
        case CHUNK_CRLF -> {
          if (line(in)) {
            require(take().isEmpty(), "a chunk is longer than it says");
            state = State.CHUNK_SIZE;
          }
        }
        case LAST_CRLF -> {
          if (line(in)) {
            require(take().isEmpty(), "trailer fields");
            state = State.DONE;
          }
        }
        case DONE -> throw new LoadException("octets behind the end of the response");
      }
    }
  }

  private void pass(ByteBuffer in) {
    int count = (int) Math.min(left, in.remaining());
    body.octets(in.slice(in.position(), count));
    in.position(in.position() + count);
    left -= count;
  }

  private boolean line(ByteBuffer in) {
    while (in.hasRemaining()) {
      char c = (char) (in.get() & 0xFF);
      line.append(c);
      require(line.length() < LINES_MAX, "a line is too long");
      if (c == '\n') {
        require(line.length() > 1 && line.charAt(line.length() - 2) == '\r', "a bare line feed");
        line.setLength(line.length() - 2);
        return true;
      }
    }
    return false;
  }

  private String take() {
    String text = line.toString();
    line.setLength(0);
    return text;
  }

  private void headLine(String text) {
    if (status.isEmpty()) {
      status = text;
      require(text.startsWith("HTTP/1.1 200"), "the answer is " + text);
      return;
    }
    var field = text.toLowerCase(Locale.ROOT);
    if (field.startsWith("transfer-encoding:")) {
      chunked = field.endsWith("chunked");
    } else if (field.startsWith("content-length:")) {
      left = Long.parseLong(field.substring(field.indexOf(':') + 1).strip());
    } else if (text.isEmpty()) {
      state = chunked ? State.CHUNK_SIZE : left > 0 ? State.LENGTH : State.DONE;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new LoadException(otherwise);
    }
  }

  /// A request head, ready to be sent.
  static byte[] request(String head) {
    return (head.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1);
  }
}
