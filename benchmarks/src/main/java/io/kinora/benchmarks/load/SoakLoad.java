package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// All kinds of clients at once, for as long as one likes: cameras that come and go, streams that
/// are made and deleted, readers of what is live and of what is stored, players of live HLS, clips
/// and lists. In the end every fragment that was acknowledged must be listed.
final class SoakLoad {
  private static final double NS = 1e9;
  private static final long DRAIN_NS = 60_000_000_000L;
  private static final int RETENTION_HOURS = 1;
  private static final int ARCHIVED_FRAGMENTS = 5;
  private static final int LIVE_FRAGMENTS = 20;
  private static final int LIST_ROWS = 100;

  /// So long that every stream has a fragment in it, also one whose camera has just gone.
  private static final int CLIP_SECONDS = 40;

  private static final Pattern ARN = Pattern.compile("\"StreamARN\":\"([^\"]+)\"");
  private static final Pattern MASTER = Pattern.compile("\"HLSStreamingSessionURL\":\"([^\"]+)\"");

  /// What is to be done.
  ///
  /// @param producers cameras, each on a stream of its own
  /// @param passing streams that are made, uploaded to and deleted, again and again
  /// @param readers of GetMedia, of what is live; as many read what is stored first
  /// @param viewers of live HLS, one half of them with low latency
  /// @param staySeconds about how long an upload lasts
  record Config(
      URI url,
      int producers,
      int passing,
      int readers,
      int viewers,
      int fragmentBytes,
      int frames,
      double staySeconds,
      double warmupSeconds,
      double seconds) {
    static Config from(Arguments in) {
      return new Config(
          in.url(),
          in.count("producers", 200),
          in.count("passing", 4),
          in.count("readers", 20),
          in.count("viewers", 20),
          in.count("fragment-bytes", 16_000),
          in.count("frames", 10),
          in.decimal("stay", 40),
          in.decimal("warmup", 60),
          in.decimal("seconds", 600));
    }
  }

  private final Config config;
  private final SyntheticStream stream;
  private final PutSession.Manner manner;
  private final EventLoop loop;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<SoakProducer> producers = new ArrayList<>();
  private final Map<String, List<String>> persisted = new HashMap<>();
  private final Latencies first = new Latencies();
  private final Latencies last = new Latencies();
  private long measuredNs = Long.MAX_VALUE;
  private long fragments;
  private long readLive;
  private long readStored;
  private long watched;
  private long vanishedParts;
  private long viewerErrors;
  private long clips;
  private long lists;
  private long deleted;
  private boolean stopping;

  SoakLoad(Config config) throws IOException {
    this.config = config;
    this.stream =
        new SyntheticStream(SyntheticStream.Shape.KVSSINK, config.fragmentBytes(), config.frames());
    this.manner =
        new PutSession.Manner(
            stream, FragmentTemplate.frames(stream), new PutSession.Pace.Camera(false));
    this.loop = new EventLoop();
  }

  LoadResult.Soak run() throws IOException {
    Streams.create(config.url(), config.producers(), RETENTION_HOURS);
    try (loop) {
      long start = System.nanoTime();
      measuredNs = start + (long) (config.warmupSeconds() * NS);
      begin(start);
      loop.runUntil(measuredNs);
      loop.takeLateNs();
      loop.runUntil(measuredNs + (long) (config.seconds() * NS));
      double lateMs = loop.takeLateNs() / 1e6;
      stop();
      return new LoadResult.Soak(
          (System.nanoTime() - start) / NS,
          fragments,
          fragments * stream.clusterBytes(),
          producers.stream().mapToLong(SoakProducer::sessions).sum(),
          missing(),
          first.summary(),
          last.summary(),
          readLive,
          readStored,
          watched,
          vanishedParts,
          viewerErrors,
          clips,
          lists,
          deleted,
          lateMs);
    }
  }

  private void begin(long start) throws IOException {
    double fragmentNs = SyntheticStream.FRAGMENT_MS * 1e6;
    for (int i = 0; i < config.producers(); i++) {
      var producer = producer(Streams.name(i), config.staySeconds());
      producers.add(producer);
      producer.start(start + (long) (fragmentNs * i / config.producers()));
    }
    for (int i = 0; i < config.passing(); i++) {
      pass("passing-" + i);
    }
    // When each stream has some fragments.
    long readNs = start + (long) (4 * fragmentNs);
    for (int i = 0; i < config.readers(); i++) {
      int camera = i % config.producers();
      loop.at(readNs, () -> read(camera, "NOW", LIVE_FRAGMENTS, OptionalInt.empty()));
      var known = OptionalInt.of(FragmentTemplate.checksum(stream));
      long storedNs = readNs + (long) (ARCHIVED_FRAGMENTS * fragmentNs);
      loop.at(storedNs, () -> read(camera, "EARLIEST", ARCHIVED_FRAGMENTS, known));
    }
    for (int i = 0; i < config.viewers(); i++) {
      boolean lowLatency = i % 2 == 0;
      int camera = i % config.producers();
      loop.at(readNs + i * (long) (NS / 10), () -> watch(camera, lowLatency));
    }
    loop.at(readNs + (long) (2 * fragmentNs), this::clip);
    loop.at(readNs, this::list);
  }

  private SoakProducer producer(String name, double staySeconds) {
    var numbers = persisted.computeIfAbsent(name, _ -> new ArrayList<>());
    return new SoakProducer(
        loop,
        config.url(),
        name,
        manner,
        (number, _, latencyNs) -> {
          numbers.add(number);
          persisted(latencyNs);
        },
        staySeconds);
  }

  /// Counts what belongs to the first and to the last third of the time that is measured.
  private void persisted(long latencyNs) {
    fragments++;
    double third = (System.nanoTime() - measuredNs) / (config.seconds() * NS / 3);
    if (third >= 0 && third < 1) {
      first.add(latencyNs);
    } else if (third >= 2 && third < 3) {
      last.add(latencyNs);
    }
  }

  /// Makes a stream, uploads to it for a while, deletes it, and begins anew.
  private void pass(String name) {
    ask(
        "/createStream {\"StreamName\":\"%s\",\"DataRetentionInHours\":1}".formatted(name),
        answer -> {
          var arn = ARN.matcher(answer);
          if (!arn.find()) {
            throw new LoadException("createStream: " + answer);
          }
          var producer = producer(name, 1e6);
          long now = System.nanoTime();
          producer.start(now);
          loop.at(now + (long) (config.staySeconds() / 2 * NS), producer::stop);
          deleteWhenOver(producer, name, arn.group(1), now);
        });
  }

  private void deleteWhenOver(SoakProducer producer, String name, String arn, long sinceNs) {
    loop.at(
        System.nanoTime() + 200_000_000,
        () -> {
          boolean begun = System.nanoTime() - sinceNs > config.staySeconds() / 2 * NS;
          if (begun && producer.finished()) {
            persisted.remove(name);
            ask(
                "/deleteStream {\"StreamARN\":\"%s\"}".formatted(arn),
                _ -> {
                  deleted++;
                  if (!stopping) {
                    pass(name);
                  }
                });
          } else {
            deleteWhenOver(producer, name, arn, sinceNs);
          }
        });
  }

  private void read(int camera, String from, int count, OptionalInt checksum) {
    if (!stopping) {
      try {
        var request = GetSession.getMedia(config.url(), Streams.name(camera), from);
        var again =
            (Runnable)
                () ->
                    loop.at(
                        System.nanoTime() + (long) NS, () -> read(camera, from, count, checksum));
        new GetSession(loop, config.url(), request, new Reader(count, checksum, again));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private void watch(int camera, boolean lowLatency) {
    var url = config.url();
    var request =
        """
        /getHLSStreamingSessionURL {"StreamName":"%s","PlaybackMode":"LIVE","Expires":43200}"""
            .formatted(Streams.name(camera));
    ask(
        request,
        answer -> {
          var found = MASTER.matcher(answer);
          if (!found.find()) {
            throw new LoadException("getHLSStreamingSessionURL: " + answer);
          }
          var master = URI.create(found.group(1));
          ask(
              path(master),
              playlist -> {
                var media = playlist.lines().filter(line -> !line.startsWith("#")).findFirst();
                new Viewer(
                        loop,
                        new InetSocketAddress(url.getHost(), url.getPort()),
                        url,
                        path(master.resolve(media.orElseThrow())),
                        lowLatency,
                        new Seen())
                    .connect();
              });
        });
  }

  private static String path(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private void clip() {
    if (!stopping) {
      long nowSeconds = System.currentTimeMillis() / 1000;
      ask(
          """
          /getClip {"StreamName":"%s","ClipFragmentSelector":{"FragmentSelectorType":\
          "SERVER_TIMESTAMP","TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}}"""
              .formatted(someStream(), nowSeconds - CLIP_SECONDS, nowSeconds),
          _ -> clips++);
      loop.at(System.nanoTime() + (long) (2 * NS), this::clip);
    }
  }

  private void list() {
    if (!stopping) {
      ask(
          "/listFragments {\"StreamName\":\"%s\",\"MaxResults\":%d}"
              .formatted(someStream(), LIST_ROWS),
          _ -> lists++);
      loop.at(System.nanoTime() + (long) NS, this::list);
    }
  }

  private String someStream() {
    return Streams.name(random.nextInt(config.producers()));
  }

  /// Asks on a connection of its own; any answer but 200 ends the run.
  private void ask(String line, Consumer<String> answer) {
    try {
      new GetSession(loop, config.url(), GetSession.request(config.url(), line), new Text(answer));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void stop() throws IOException {
    stopping = true;
    producers.forEach(SoakProducer::stop);
    long deadline = System.nanoTime() + DRAIN_NS;
    while (!producers.stream().allMatch(SoakProducer::finished)) {
      if (System.nanoTime() > deadline) {
        throw new LoadException("sessions were not ended by the server");
      }
      loop.runUntil(System.nanoTime() + 20_000_000);
    }
  }

  /// How many acknowledged fragments are not listed.
  private long missing() throws IOException {
    long missing = 0;
    try (var lists = new FragmentLists(config.url())) {
      for (int i = 0; i < config.producers(); i++) {
        var listed = lists.numbers(Streams.name(i));
        missing +=
            persisted.getOrDefault(Streams.name(i), List.of()).stream()
                .filter(number -> !listed.contains(number))
                .count();
      }
    }
    return missing;
  }

  private static final class Text implements GetSession.Taker {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final Consumer<String> answer;

    Text(Consumer<String> answer) {
      this.answer = answer;
    }

    @Override
    public void octets(ByteBuffer piece) {
      octets.writeBytes(UTF_8.decode(piece).toString().getBytes(UTF_8));
    }

    @Override
    public boolean satisfied() {
      return false;
    }

    @Override
    public void done() {
      answer.accept(octets.toString(UTF_8));
    }
  }

  private final class Reader implements GetSession.Taker, MediaScanner.Observer {
    private final MediaScanner scanner;
    private final boolean stored;
    private final int count;
    private final Runnable again;
    private int seen;

    Reader(int count, OptionalInt checksum, Runnable again) {
      this.scanner = new MediaScanner(checksum, this, MediaScanner.Producers.ARE_CUT_OFF);
      this.stored = checksum.isPresent();
      this.count = count;
      this.again = again;
    }

    @Override
    public void octets(ByteBuffer piece) {
      if (!satisfied()) {
        scanner.feed(piece);
      }
    }

    @Override
    public void frame(ByteBuffer payload) {}

    @Override
    public void fragment() {
      seen++;
      if (stored) {
        readStored++;
      } else {
        readLive++;
      }
    }

    @Override
    public boolean satisfied() {
      return seen >= count;
    }

    @Override
    public void done() {
      again.run();
    }
  }

  private final class Seen implements Viewer.Observer {
    @Override
    public void reloaded(long durationNs) {}

    @Override
    public void advanced(String position) {}

    @Override
    public void fetched(long octets, long durationNs) {
      watched++;
    }

    @Override
    public void vanished() {
      vanishedParts++;
    }

    @Override
    public void failed(String why) {
      viewerErrors++;
      System.err.println("a viewer: " + why);
    }
  }
}
