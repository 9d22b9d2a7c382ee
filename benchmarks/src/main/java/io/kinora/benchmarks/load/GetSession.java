package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One download: a request, and a body that goes to a taker.
final class GetSession implements EventLoop.Connection {
  private final ByteBuffer request;
  private final String target;
  private final ResponseReader response;
  private final SelectionKey key;
  private final SocketChannel channel;
  private final Taker taker;

  /// Takes the body, or as much of it as it wants.
  interface Taker extends ResponseReader.Body {
    /// Whether no more is wanted, although the body goes on.
    boolean satisfied();

    /// The body has ended, or enough was taken; the connection is closed.
    void done() throws IOException;
  }

  GetSession(EventLoop loop, URI url, byte[] request, Taker taker) throws IOException {
    this.request = ByteBuffer.wrap(request);
    this.target = new String(request, ISO_8859_1).lines().findFirst().orElse("");
    this.response = new ResponseReader(taker);
    this.taker = taker;
    key = loop.connect(new InetSocketAddress(url.getHost(), url.getPort()), this);
    channel = (SocketChannel) key.channel();
  }

  /// GetMedia of a stream.
  static byte[] getMedia(URI url, String streamName, String startSelectorType) {
    String body =
        """
        {"StreamName":"%s","StartSelector":{"StartSelectorType":"%s"}}\
        """
            .formatted(streamName, startSelectorType);
    return post(url, "/getMedia", body);
  }

  /// GET of a file.
  static byte[] get(URI url, String path) {
    return ResponseReader.request(
        """
        GET %s HTTP/1.1
        Host: %s
        """
            .formatted(path, authority(url)));
  }

  /// GET of a path, or, if a body follows behind a space, POST of that to it.
  static byte[] request(URI url, String line) {
    int space = line.indexOf(' ');
    return space < 0
        ? get(url, line)
        : post(url, line.substring(0, space), line.substring(space + 1));
  }

  private static byte[] post(URI url, String path, String body) {
    return (new String(
                ResponseReader.request(
                    """
                    POST %s HTTP/1.1
                    Host: %s
                    Content-Type: application/json
                    Content-Length: %d
                    """
                        .formatted(path, authority(url), body.length())),
                ISO_8859_1)
            + body)
        .getBytes(ISO_8859_1);
  }

  private static String authority(URI url) {
    return url.getHost() + ":" + url.getPort();
  }

  boolean begun() {
    return response.begun();
  }

  @Override
  public void writable() throws IOException {
    channel.write(request);
    key.interestOps(
        request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  @Override
  public void arrived(ByteBuffer octets) throws IOException {
    try {
      response.feed(octets);
    } catch (LoadException wrong) {
      throw new LoadException(target + ": " + wrong.getMessage());
    }
    if (response.done() || taker.satisfied()) {
      channel.close();
      taker.done();
    }
  }

  @Override
  public void ended() {
    throw new LoadException("the server closed a connection before the end of its answer");
  }
}
