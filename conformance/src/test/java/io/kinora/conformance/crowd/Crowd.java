package io.kinora.conformance.crowd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Many connections that say what they were told to, and read nothing.
final class Crowd implements AutoCloseable {
  private static final int SMALL_BUFFER = 4096;

  private final List<SocketChannel> connections = new ArrayList<>();
  private final InetSocketAddress server;

  Crowd(URI endpoint) {
    server = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
  }

  /// Connects so many times, and says this on each as far as the server takes it.
  void come(int count, String words) throws IOException {
    var octets = words.getBytes(ISO_8859_1);
    for (int i = 0; i < count; i++) {
      var connection = SocketChannel.open();
      connections.add(connection);
      connection.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      connection.connect(server);
      connection.configureBlocking(false);
      connection.write(ByteBuffer.wrap(octets));
    }
  }

  /// Sends one octet on each connection that is still open.
  void say(char octet) {
    for (var connection : connections) {
      try {
        connection.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
      } catch (IOException closed) {
        // What it waited for has come.
      }
    }
  }

  /// Ends the output of all, not their input.
  void endOutput() throws IOException {
    for (var connection : connections) {
      connection.shutdownOutput();
    }
  }

  /// Closes all connections.
  void leave() throws IOException {
    for (var connection : connections) {
      connection.close();
    }
    connections.clear();
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
