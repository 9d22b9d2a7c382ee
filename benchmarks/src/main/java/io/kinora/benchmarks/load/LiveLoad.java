package io.kinora.benchmarks.load;

import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Cameras, and readers that follow them: how long a frame takes from the producer's socket to the
/// reader's. Each frame carries the time at which it was sent.
final class LiveLoad {
  private static final double NS = 1e9;

  /// What is to be done.
  ///
  /// @param streams cameras
  /// @param readers of each stream
  record Config(Trial trial, int streams, int readers, int fragmentBytes, int frames) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in),
          in.count("streams", 10),
          in.count("readers", 1),
          in.count("fragment-bytes", 250_000),
          in.count("frames", 50));
    }
  }

  private final Config config;
  private final Latencies latencies = new Latencies();

  LiveLoad(Config config) {
    this.config = config;
  }

  LoadResult.Live run() throws IOException {
    Streams.create(config.trial().url(), config.streams(), 24);
    try (var loop = new EventLoop()) {
      var sessions = produce(loop);
      while (!sessions.stream().allMatch(PutSession::begun)) {
        loop.runUntil(System.nanoTime() + 10_000_000);
      }
      for (int i = 0; i < config.streams() * config.readers(); i++) {
        var request =
            GetSession.getMedia(config.trial().url(), Streams.name(i / config.readers()), "NOW");
        new GetSession(loop, config.trial().url(), request, new Reader());
      }
      loop.runUntil(System.nanoTime() + config.trial().warmupNs());
      latencies.clear();
      loop.takeLateNs();
      var before = config.trial().serverCost();
      long start = System.nanoTime();
      loop.runUntil(start + config.trial().sampleNs());
      double seconds = (System.nanoTime() - start) / NS;
      return new LoadResult.Live(
          seconds,
          latencies.summary(),
          config.trial().serverCost().cpuSeconds() - before.cpuSeconds(),
          loop.takeLateNs() / 1e6);
    }
  }

  private List<PutSession> produce(EventLoop loop) throws IOException {
    var stream =
        new SyntheticStream(SyntheticStream.Shape.KVSSINK, config.fragmentBytes(), config.frames());
    var template = FragmentTemplate.frames(stream);
    long frameNs = SyntheticStream.FRAGMENT_MS * 1_000_000L / template.pieces();
    long start = System.nanoTime();
    var sessions = new ArrayList<PutSession>();
    for (int i = 0; i < config.streams(); i++) {
      var manner = new PutSession.Manner(stream, template.copy(), new PutSession.Pace.Camera(true));
      var session =
          new PutSession(loop, config.trial().url(), Streams.name(i), manner, (_, _, _) -> {});
      sessions.add(session);
      new Camera(loop, session, frameNs, () -> false).run(start + frameNs * i / config.streams());
    }
    return sessions;
  }

  private final class Reader implements GetSession.Taker, MediaScanner.Observer {
    private final MediaScanner scanner = new MediaScanner(OptionalInt.empty(), this);

    @Override
    public void octets(ByteBuffer piece) {
      scanner.feed(piece);
    }

    @Override
    public void frame(ByteBuffer payload) {
      latencies.add(System.nanoTime() - FragmentTemplate.stamp(payload));
    }

    @Override
    public void fragment() {}

    @Override
    public boolean satisfied() {
      return false;
    }

    @Override
    public void done() {
      throw new LoadException("GetMedia ended although the camera goes on");
    }
  }
}
