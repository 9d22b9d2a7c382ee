package io.kinora.benchmarks.load;

import io.kinora.benchmarks.process.ProcessCost;
import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Many PutMedia sessions, each on a stream of its own, as fast as they are acknowledged or as
/// cameras.
final class PutLoad {
  private static final double NS = 1e9;
  private static final long DRAIN_NS = 60_000_000_000L;

  /// What is to be done.
  ///
  /// @param fragmentBytes of a fragment of [SyntheticStream#FRAGMENT_MS]
  /// @param frames of a fragment
  /// @param window see [PutSession.Pace.Flat]
  /// @param camera whether frames come in real time instead
  /// @param memory whether memory is measured too, while all sessions stand still in mid-fragment
  /// @param fragments of each session, at most
  /// @param retentionHours of streams that are made
  record Config(
      Trial trial,
      int sessions,
      int fragmentBytes,
      int frames,
      int window,
      boolean camera,
      boolean memory,
      int fragments,
      int retentionHours) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in),
          in.count("sessions", 50),
          in.count("fragment-bytes", 250_000),
          in.count("frames", 50),
          in.count("window", 2),
          in.flag("camera"),
          in.flag("memory"),
          in.count("fragments", Integer.MAX_VALUE),
          in.count("retention-hours", 24));
    }
  }

  private final Config config;
  private final SyntheticStream stream;
  private final List<PutSession> sessions = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private boolean holding;
  private long fragments;
  private long bytes;

  PutLoad(Config config) {
    this.config = config;
    this.stream =
        new SyntheticStream(SyntheticStream.Shape.KVSSINK, config.fragmentBytes(), config.frames());
  }

  LoadResult.Put run() throws IOException {
    Streams.create(config.trial().url(), config.sessions(), config.retentionHours());
    var self = List.of(ProcessHandle.current().pid());
    long before = config.memory() ? settledBytes() : 0;
    try (var loop = new EventLoop()) {
      open(loop);
      loop.runUntil(System.nanoTime() + config.trial().warmupNs());
      latencies.clear();
      fragments = 0;
      bytes = 0;
      loop.takeLateNs();
      var serverBefore = config.trial().serverCost();
      var loadBefore = ProcessCost.of(self);
      long start = System.nanoTime();
      long end = start + config.trial().sampleNs();
      while (System.nanoTime() < end && !finished()) {
        loop.runUntil(Math.min(end, System.nanoTime() + 100_000_000));
      }
      double seconds = (System.nanoTime() - start) / NS;
      var server = config.trial().serverCost();
      var load = ProcessCost.of(self);
      var result =
          new LoadResult.Put(
              config.sessions(),
              seconds,
              fragments,
              bytes,
              latencies.summary(),
              server.cpuSeconds() - serverBefore.cpuSeconds(),
              load.cpuSeconds() - loadBefore.cpuSeconds(),
              loop.takeLateNs() / 1e6,
              server.anonymousBytes(),
              server.peakBytes(),
              config.memory() ? sessionBytes(loop, before) : 0);
      stop(loop);
      return result;
    }
  }

  private void open(EventLoop loop) throws IOException {
    var template =
        config.camera() ? FragmentTemplate.frames(stream) : FragmentTemplate.bulk(stream);
    var pace =
        config.camera()
            ? new PutSession.Pace.Camera(false)
            : new PutSession.Pace.Flat(config.window(), config.fragments());
    var manner = new PutSession.Manner(stream, template, pace);
    long fragmentNs = SyntheticStream.FRAGMENT_MS * 1_000_000L;
    long start = System.nanoTime();
    for (int i = 0; i < config.sessions(); i++) {
      var session =
          new PutSession(
              loop,
              config.trial().url(),
              Streams.name(i),
              manner,
              (_, clusterBytes, latencyNs) -> persisted(clusterBytes, latencyNs));
      sessions.add(session);
      if (config.camera()) {
        var camera = new Camera(loop, session, fragmentNs / template.pieces(), () -> holding);
        camera.run(start + fragmentNs * i / config.sessions());
      }
    }
  }

  private void persisted(long fragmentBytes, long latencyNs) {
    fragments++;
    bytes += fragmentBytes;
    latencies.add(latencyNs);
  }

  /// Memory that the sessions hold while they stand still, each in the middle of a fragment.
  private long sessionBytes(EventLoop loop, long before) throws IOException {
    holding = true;
    loop.runUntil(System.nanoTime() + 1_000_000_000);
    long open = sessions.stream().mapToLong(PutSession::openBytes).sum();
    return (settledBytes() - before - open) / config.sessions();
  }

  /// Anonymous memory of the server after it has collected its garbage and given back what is free.
  private long settledBytes() throws IOException {
    for (long pid : config.trial().pids()) {
      Garbage.collect(pid);
    }
    return config.trial().serverCost().anonymousBytes();
  }

  private boolean finished() {
    return sessions.stream().allMatch(PutSession::finished);
  }

  private void stop(EventLoop loop) throws IOException {
    holding = true;
    sessions.stream().filter(session -> !session.finished()).forEach(PutSession::stop);
    long deadline = System.nanoTime() + DRAIN_NS;
    while (!finished()) {
      if (System.nanoTime() > deadline) {
        long open = sessions.stream().filter(session -> !session.finished()).count();
        throw new LoadException(open + " sessions were not ended by the server");
      }
      loop.runUntil(System.nanoTime() + 20_000_000);
    }
  }
}
