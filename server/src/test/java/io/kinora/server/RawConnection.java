package io.kinora.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A client that knows nothing of HTTP but octets. Reads fail after twenty seconds.
public final class RawConnection implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final Socket socket;
  private final InputStream input;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
  }

  public static RawConnection to(InetSocketAddress address) throws IOException {
    return new RawConnection(new Socket(address.getAddress(), address.getPort()));
  }

  public void send(String octets) throws IOException {
    send(octets.getBytes(ISO_8859_1));
  }

  public void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
  }

  /// Sends one chunk of a chunked body.
  public void sendChunk(byte[] octets) throws IOException {
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(octets.length) + "\r\n").getBytes(ISO_8859_1));
    chunk.writeBytes(octets);
    chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
    send(chunk.toByteArray());
  }

  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// A head up to and with its empty line.
  public String head() throws IOException {
    return until("\r\n\r\n");
  }

  /// Begins a PutMedia request with ABSOLUTE timecodes.
  ///
  /// @param fields further ones of its head
  public void sendPutMedia(String stream, String... fields) throws IOException {
    var head =
        Stream.concat(
            Stream.of(
                "POST /putMedia HTTP/1.1",
                "Host: h",
                "x-amzn-stream-name: " + stream,
                "x-amzn-fragment-timecode-type: ABSOLUTE",
                "Transfer-Encoding: chunked"),
            Stream.of(fields));
    send(head.collect(Collectors.joining("\r\n", "", "\r\n\r\n")));
  }

  /// Head and body of a response with a Content-Length.
  public String response() throws IOException {
    var head = head();
    return head + body(head);
  }

  /// The body of a response whose head has been read, and has a Content-Length.
  public String body(String head) throws IOException {
    var length = LENGTH.matcher(head);
    assertThat(length.find()).as(head).isTrue();
    return text(Integer.parseInt(length.group(1)));
  }

  /// The content of one chunk; empty for the terminating one.
  public byte[] chunk() throws IOException {
    int size = Integer.parseInt(until("\r\n").trim(), 16);
    var content = octets(size);
    assertThat(text(2)).isEqualTo("\r\n");
    return content;
  }

  public String textChunk() throws IOException {
    return new String(chunk(), ISO_8859_1);
  }

  /// The contents of all chunks up to the terminating one.
  public byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    for (var chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      all.writeBytes(chunk);
    }
    return all.toByteArray();
  }

  /// Everything up to the end of the connection.
  public String rest() throws IOException {
    return new String(input.readAllBytes(), ISO_8859_1);
  }

  /// How many octets come until the connection ends or breaks, at most so many.
  public int rest(int most) {
    int count = 0;
    try {
      var buffer = new byte[64 * 1024];
      while (count < most) {
        int read = input.read(buffer);
        if (read < 0) {
          break;
        }
        count += read;
      }
    } catch (IOException broken) {
      return count;
    }
    return count;
  }

  /// Whether the connection ends before so many milliseconds are over, without an octet.
  public boolean closedBefore(int milliseconds) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(milliseconds);
    try {
      return input.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  public boolean isAtEnd() throws IOException {
    return input.read() < 0;
  }

  private String until(String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      text.append(text(1));
    }
    return text.toString();
  }

  private String text(int count) throws IOException {
    return new String(octets(count), ISO_8859_1);
  }

  /// So many octets of whatever it is.
  public byte[] octets(int count) throws IOException {
    var octets = input.readNBytes(count);
    assertThat(octets.length).as("octets before the connection ended").isEqualTo(count);
    return octets;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
