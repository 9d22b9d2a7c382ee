package io.kinora.benchmarks.load;

import io.kinora.benchmarks.process.ProcessCost;
import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/// Readers that download the same media again and again: from the archive by GetMedia, every octet
/// checked, or as files from a web server.
final class GetLoad {
  private static final double NS = 1e9;

  /// What is to be done.
  ///
  /// @param readers connections, each on a stream of its own
  /// @param fragments of each stream; 0 to read files `/bench-0` and so on instead
  /// @param fragmentBytes of a fragment
  /// @param frames of a fragment
  record Config(Trial trial, int readers, int fragments, int fragmentBytes, int frames) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in),
          in.count("readers", 8),
          in.count("fragments", 0),
          in.count("fragment-bytes", 250_000),
          in.count("frames", 50));
    }
  }

  private final Config config;
  private final OptionalInt checksum;
  private long bytes;

  GetLoad(Config config) {
    this.config = config;
    this.checksum =
        OptionalInt.of(
            FragmentTemplate.checksum(
                new SyntheticStream(
                    SyntheticStream.Shape.KVSSINK, config.fragmentBytes(), config.frames())));
  }

  LoadResult.Get run() throws IOException {
    var self = List.of(ProcessHandle.current().pid());
    try (var loop = new EventLoop()) {
      for (int i = 0; i < config.readers(); i++) {
        new Reader(loop, Streams.name(i)).start();
      }
      loop.runUntil(System.nanoTime() + config.trial().warmupNs());
      bytes = 0;
      var serverBefore = config.trial().serverCost();
      var loadBefore = ProcessCost.of(self);
      long start = System.nanoTime();
      loop.runUntil(start + config.trial().sampleNs());
      double seconds = (System.nanoTime() - start) / NS;
      return new LoadResult.Get(
          seconds,
          bytes,
          config.trial().serverCost().cpuSeconds() - serverBefore.cpuSeconds(),
          ProcessCost.of(self).cpuSeconds() - loadBefore.cpuSeconds());
    }
  }

  /// One connection after the other.
  private final class Reader implements GetSession.Taker, MediaScanner.Observer {
    private final EventLoop loop;
    private final byte[] request;
    private MediaScanner scanner = new MediaScanner(checksum, this);
    private int fragments;

    Reader(EventLoop loop, String name) {
      this.loop = loop;
      this.request =
          config.fragments() > 0
              ? GetSession.getMedia(config.trial().url(), name, "EARLIEST")
              : GetSession.get(config.trial().url(), "/" + name);
    }

    void start() throws IOException {
      scanner = new MediaScanner(checksum, this);
      fragments = 0;
      new GetSession(loop, config.trial().url(), request, this);
    }

    @Override
    public void octets(ByteBuffer piece) {
      bytes += piece.remaining();
      if (config.fragments() > 0) {
        scanner.feed(piece);
      }
    }

    @Override
    public void frame(ByteBuffer payload) {}

    @Override
    public void fragment() {
      fragments++;
    }

    @Override
    public boolean satisfied() {
      return config.fragments() > 0 && fragments == config.fragments();
    }

    @Override
    public void done() throws IOException {
      if (fragments < config.fragments()) {
        throw new LoadException("GetMedia ended after " + fragments + " fragments");
      }
      start();
    }
  }
}
