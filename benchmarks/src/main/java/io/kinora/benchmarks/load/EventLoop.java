package io.kinora.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;

/// One thread for all connections of a load. Everything in this package runs on it.
final class EventLoop implements AutoCloseable {
  /// A connection.
  interface Connection {
    /// The socket can be written, or has just been connected.
    void writable() throws IOException;

    /// Octets have arrived.
    void arrived(ByteBuffer octets) throws IOException;

    /// The server has closed its side.
    void ended() throws IOException;
  }

  /// What is to be done at a time.
  private record Timer(long atNs, Runnable task) {}

  private static final int READ_BYTES = 256 << 10;

  private final Selector selector;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNs));
  private long lateNs;

  EventLoop() throws IOException {
    selector = Selector.open();
  }

  /// Begins to connect.
  SelectionKey connect(InetSocketAddress address, Connection connection) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      return channel.register(selector, SelectionKey.OP_CONNECT, connection);
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /// Runs a task at a time.
  void at(long atNs, Runnable task) {
    timers.add(new Timer(atNs, task));
  }

  /// By how much the latest of all timers so far ran late: the load's own part in what it measures.
  long takeLateNs() {
    long late = lateNs;
    lateNs = 0;
    return late;
  }

  /// Serves all connections until a time.
  void runUntil(long endNs) throws IOException {
    long now = System.nanoTime();
    while (now < endNs) {
      runTimers(now);
      long until = timers.isEmpty() ? endNs : Math.min(endNs, timers.element().atNs());
      long waitMs = (until - System.nanoTime()) / 1_000_000;
      int ready = waitMs > 0 ? selector.select(waitMs) : selector.selectNow();
      if (ready > 0) {
        serve();
      }
      now = System.nanoTime();
    }
  }

  private void runTimers(long now) {
    while (!timers.isEmpty() && timers.element().atNs() <= now) {
      var timer = timers.remove();
      lateNs = Math.max(lateNs, System.nanoTime() - timer.atNs());
      timer.task().run();
    }
  }

  private void serve() throws IOException {
    var keys = selector.selectedKeys().iterator();
    while (keys.hasNext()) {
      var key = keys.next();
      keys.remove();
      var channel = (SocketChannel) key.channel();
      var connection = (Connection) key.attachment();
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        connection.writable();
      }
      if (key.isValid() && key.isReadable()) {
        read(channel, connection);
      }
      if (key.isValid() && key.isWritable()) {
        connection.writable();
      }
    }
  }

  private void read(SocketChannel channel, Connection connection) throws IOException {
    readBuffer.clear();
    int count = channel.read(readBuffer);
    if (count < 0) {
      channel.close();
      connection.ended();
    } else {
      connection.arrived(readBuffer.flip());
    }
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
