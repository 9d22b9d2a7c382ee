package io.kinora.benchmarks.load;

import io.kinora.benchmarks.process.ProcessCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Players of live HLS: some with low latency, who ask for a playlist that is not there yet and for
/// each part, and plain ones, who ask again after each target duration and take whole segments.
final class ViewerLoad {
  private static final double NS = 1e9;

  /// Viewers do not all come at once.
  private static final double ARRIVAL_SECONDS = 5;

  /// What is to be done.
  ///
  /// @param playlists a file, each line of which is the path of a media playlist: one for each
  ///     viewer
  /// @param lowLatency how many of them, the first ones, play with low latency
  record Config(Trial trial, Path playlists, int lowLatency) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in), Path.of(in.text("playlists", "")), in.count("low-latency", 0));
    }
  }

  private final Config config;
  private final Map<String, Long> firstNs = new HashMap<>();
  private final Latencies plain = new Latencies();
  private final Latencies behindFirst = new Latencies();
  private final Latencies media = new Latencies();
  private long bytes;
  private int errors;

  ViewerLoad(Config config) {
    this.config = config;
  }

  LoadResult.Viewers run() throws IOException {
    var self = List.of(ProcessHandle.current().pid());
    var address = config.trial().address();
    var playlists = new ArrayList<>(Files.readAllLines(config.playlists()));
    try (var loop = new EventLoop()) {
      long begin = System.nanoTime();
      for (int i = 0; i < playlists.size(); i++) {
        var path = playlists.get(i);
        boolean lowLatency = i < config.lowLatency();
        // Both kinds come at the same time.
        int place = lowLatency ? i : i - config.lowLatency();
        int kind = lowLatency ? config.lowLatency() : playlists.size() - config.lowLatency();
        var viewer = new Viewer(loop, address, config.trial().url(), path, lowLatency, new Seen());
        loop.at(begin + (long) (ARRIVAL_SECONDS * NS * place / kind), viewer::connect);
      }
      loop.runUntil(begin + (long) (ARRIVAL_SECONDS * NS) + config.trial().warmupNs());
      clear();
      loop.takeLateNs();
      var serverBefore = config.trial().serverCost();
      var loadBefore = ProcessCost.of(self);
      long start = System.nanoTime();
      loop.runUntil(start + config.trial().sampleNs());
      double seconds = (System.nanoTime() - start) / NS;
      return new LoadResult.Viewers(
          seconds,
          bytes,
          plain.summary(),
          behindFirst.summary(),
          media.summary(),
          errors,
          config.trial().serverCost().cpuSeconds() - serverBefore.cpuSeconds(),
          ProcessCost.of(self).cpuSeconds() - loadBefore.cpuSeconds(),
          loop.takeLateNs() / 1e6);
    }
  }

  private void clear() {
    plain.clear();
    behindFirst.clear();
    media.clear();
    bytes = 0;
    errors = 0;
  }

  /// What all viewers have seen together.
  private final class Seen implements Viewer.Observer {
    @Override
    public void reloaded(long durationNs) {
      plain.add(durationNs);
    }

    @Override
    public void advanced(String position) {
      long now = System.nanoTime();
      behindFirst.add(now - firstNs.computeIfAbsent(position, _ -> now));
    }

    @Override
    public void fetched(long octets, long durationNs) {
      bytes += octets;
      media.add(durationNs);
    }

    @Override
    public void vanished() {
      failed("a part is gone");
    }

    @Override
    public void failed(String why) {
      if (errors++ == 0) {
        System.err.println("a viewer: " + why);
      }
    }
  }
}
