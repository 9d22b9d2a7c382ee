package io.kinora.conformance.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// One connection to the server, with nothing between the test and the bytes.
public final class HttpConnection implements AutoCloseable {
  private static final Duration READ_LIMIT = Duration.ofSeconds(60);
  private static final int HEAD_MAX = 4096; // what the Java producer's own reader takes

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// Connects to the host and port of an address.
  public static HttpConnection open(URI endpoint) {
    try {
      var socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(READ_LIMIT.toMillis()));
      socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
      return new HttpConnection(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Sends bytes as they are.
  public void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Sends text as it is.
  public void write(String text) {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends one HTTP chunk, in one piece.
  public void writeChunk(byte[] data) {
    var chunk = new ByteArrayOutputStream(data.length + 16);
    chunk.writeBytes(
        (Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    chunk.writeBytes(data);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    write(chunk.toByteArray());
  }

  /// Reads the head of a response, final or not.
  public ResponseHead readHead() {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      if (head.size() >= HEAD_MAX) {
        throw new AssertionError("a response head over " + HEAD_MAX + " bytes");
      }
      head.write(readByte());
    }
    var text = head.toString(StandardCharsets.ISO_8859_1);
    return ResponseHead.parse(text.substring(0, text.length() - 4));
  }

  /// Reads one HTTP chunk; empty for the terminating one. Chunk extensions break some producers, so
  /// they are an error here.
  public Optional<byte[]> readChunk() {
    var size = readLine();
    if (!size.matches("[0-9a-fA-F]{1,8}")) {
      throw new AssertionError("not a chunk size: " + size);
    }
    var data = readFully(Integer.parseInt(size, 16));
    var end = readLine();
    if (!end.isEmpty()) {
      throw new AssertionError("after a chunk: " + end);
    }
    return data.length == 0 ? Optional.empty() : Optional.of(data);
  }

  /// Reads the body that the head announces.
  public byte[] readBody(ResponseHead head) {
    if (!head.chunked()) {
      return readFully(Integer.parseInt(head.field("content-length").orElseThrow()));
    }
    var body = new ByteArrayOutputStream();
    for (var chunk = readChunk(); chunk.isPresent(); chunk = readChunk()) {
      body.writeBytes(chunk.get());
    }
    return body.toByteArray();
  }

  /// Waits until the server has closed its side; fails if it sends anything instead.
  public void awaitClose() {
    try {
      int next = in.read();
      if (next != -1) {
        throw new AssertionError("expected the connection to close, got byte " + next);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Drops the connection without a word.
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String readLine() {
    var line = new ByteArrayOutputStream();
    for (int next = readByte(); next != '\n'; next = readByte()) {
      line.write(next);
    }
    var text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new AssertionError("a line without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  private byte[] readFully(int length) {
    try {
      var data = in.readNBytes(length);
      if (data.length < length) {
        throw new IOException("the connection closed in a chunk");
      }
      return data;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private int readByte() {
    try {
      int next = in.read();
      if (next == -1) {
        throw new IOException("the connection closed");
      }
      return next;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
