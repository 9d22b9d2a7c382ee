package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/// ListFragments of random places, one request after the other on one connection.
final class ListLoad {
  private static final int ROWS = 1000;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final double NS = 1e9;
  private static final String ROW = "\"FragmentNumber\"";

  /// What is to be done.
  ///
  /// @param streams of the store
  /// @param rows of each stream
  /// @param firstMs time of the first row of each stream, on both clocks
  /// @param stepMs time between two rows
  /// @param axis PRODUCER_TIMESTAMP or SERVER_TIMESTAMP
  record Config(Trial trial, int streams, int rows, long firstMs, long stepMs, String axis) {
    static Config from(Arguments in) {
      return new Config(
          Trial.from(in),
          in.count("streams", 100),
          in.count("rows", 100_000),
          in.number("first-ms", 0),
          in.number("step-ms", 2000),
          in.text("axis", "SERVER_TIMESTAMP"));
    }
  }

  private final Config config;
  private final SplittableRandom random = new SplittableRandom(7);
  private final Latencies latencies = new Latencies();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  ListLoad(Config config) {
    this.config = config;
  }

  LoadResult.List run() throws IOException {
    var address = config.trial().address();
    try (var channel = SocketChannel.open(address)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      requestsFor(channel, config.trial().warmupSeconds());
      latencies.clear();
      var before = config.trial().serverCost();
      double seconds = requestsFor(channel, config.trial().seconds());
      return new LoadResult.List(
          seconds,
          latencies.summary(),
          config.trial().serverCost().cpuSeconds() - before.cpuSeconds());
    }
  }

  private double requestsFor(SocketChannel channel, double seconds) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < seconds * NS) {
      byte[] request = request();
      var text = new StringBuilder();
      var response = new ResponseReader(piece -> text.append(ISO_8859_1.decode(piece)));
      long sent = System.nanoTime();
      channel.write(ByteBuffer.wrap(request));
      while (!response.done()) {
        buffer.clear();
        if (channel.read(buffer) < 0) {
          throw new LoadException("the server closed the connection");
        }
        response.feed(buffer.flip());
      }
      latencies.add(System.nanoTime() - sent);
      check(text.toString());
    }
    return (System.nanoTime() - start) / NS;
  }

  private static void check(String body) {
    int rows = body.split(ROW, -1).length - 1;
    if (rows != ROWS) {
      throw new LoadException(rows + " rows instead of " + ROWS);
    }
  }

  private byte[] request() {
    long span = config.stepMs() * ROWS;
    long from =
        config.firstMs() + random.nextLong(config.stepMs() * (config.rows() - 2L * ROWS) + 1);
    String body =
        """
        {"StreamName":"%s","MaxResults":%d,"FragmentSelector":{"FragmentSelectorType":"%s",\
        "TimestampRange":{"StartTimestamp":%d.%03d,"EndTimestamp":%d}}}\
        """
            .formatted(
                Streams.name(random.nextInt(config.streams())),
                ROWS,
                config.axis(),
                from / 1000,
                from % 1000,
                (from + 2 * span) / 1000);
    byte[] head =
        ResponseReader.request(
            """
            POST /listFragments HTTP/1.1
            Host: %s:%d
            Content-Type: application/json
            Content-Length: %d
            """
                .formatted(
                    config.trial().url().getHost(), config.trial().url().getPort(), body.length()));
    byte[] octets = body.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(head.length + octets.length).put(head).put(octets).array();
  }
}
