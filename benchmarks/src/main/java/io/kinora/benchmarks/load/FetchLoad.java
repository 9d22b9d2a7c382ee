package io.kinora.benchmarks.load;

import io.kinora.benchmarks.process.ProcessCost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Clients that ask for one thing after the other, each on a connection that stays open, in turn
/// through a list.
final class FetchLoad {
  private static final double NS = 1e9;

  /// With `once`, how long it may take at most.
  private static final long LIMIT_NS = 300_000_000_000L;

  /// What is to be done.
  ///
  /// @param targets a file, each line of which is a path to GET, or a path and a body to POST
  /// @param connections that ask at the same time
  /// @param once whether to ask for each target once, rather than for a time
  record Config(Trial trial, Path targets, int connections, boolean once) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in),
          Path.of(in.text("targets", "")),
          in.count("connections", 8),
          in.flag("once"));
    }
  }

  private final Config config;
  private final List<byte[]> requests;
  private final Latencies latencies = new Latencies();
  private long bytes;
  private int next;
  private int done;

  FetchLoad(Config config) throws IOException {
    this.config = config;
    this.requests =
        Files.readAllLines(config.targets()).stream()
            .map(line -> GetSession.request(config.trial().url(), line))
            .toList();
  }

  LoadResult.Fetch run() throws IOException {
    var self = List.of(ProcessHandle.current().pid());
    try (var loop = new EventLoop()) {
      for (int i = 0; i < config.connections(); i++) {
        new Client(loop);
      }
      if (!config.once()) {
        loop.runUntil(System.nanoTime() + config.trial().warmupNs());
      }
      bytes = 0;
      latencies.clear();
      var serverBefore = config.trial().serverCost();
      var loadBefore = ProcessCost.of(self);
      long start = System.nanoTime();
      if (config.once()) {
        while (done < requests.size() && System.nanoTime() - start < LIMIT_NS) {
          loop.runUntil(System.nanoTime() + 1_000_000);
        }
      } else {
        loop.runUntil(start + config.trial().sampleNs());
      }
      double seconds = (System.nanoTime() - start) / NS;
      return new LoadResult.Fetch(
          seconds,
          bytes,
          latencies.summary(),
          config.trial().serverCost().cpuSeconds() - serverBefore.cpuSeconds(),
          ProcessCost.of(self).cpuSeconds() - loadBefore.cpuSeconds());
    }
  }

  private final class Client implements EventLoop.Connection, ResponseReader.Body {
    private final SelectionKey key;
    private final SocketChannel channel;
    private ByteBuffer request = ByteBuffer.allocate(0);
    private ResponseReader response = new ResponseReader(this);
    private long sentNs;

    Client(EventLoop loop) throws IOException {
      key = loop.connect(config.trial().address(), this);
      channel = (SocketChannel) key.channel();
      prepare();
    }

    private void prepare() {
      response = new ResponseReader(this);
      request = ByteBuffer.wrap(requests.get(next % requests.size()));
      next++;
    }

    @Override
    public void writable() throws IOException {
      sentNs = System.nanoTime();
      channel.write(request);
      key.interestOps(
          request.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ);
    }

    @Override
    public void arrived(ByteBuffer octets) throws IOException {
      response.feed(octets);
      if (response.done()) {
        latencies.add(System.nanoTime() - sentNs);
        done++;
        if (!config.once() || next < requests.size()) {
          prepare();
          writable();
        }
      }
    }

    @Override
    public void octets(ByteBuffer piece) {
      bytes += piece.remaining();
    }

    @Override
    public void ended() {
      throw new LoadException("the server closed a connection that it was to keep");
    }
  }
}
