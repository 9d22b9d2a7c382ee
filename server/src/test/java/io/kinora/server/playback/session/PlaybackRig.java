package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.CountedReads;
import io.kinora.server.KinoraConfig;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.api.Throttle;
import io.kinora.server.clip.GetClip;
import io.kinora.server.config.ArnScope;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStream;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.dash.DashResources;
import io.kinora.server.playback.dash.GetDashStreamingSessionUrl;
import io.kinora.server.playback.hls.GetHlsStreamingSessionUrl;
import io.kinora.server.playback.hls.HlsResources;
import io.kinora.store.FileRange;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import io.kinora.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Playback over a real store, with a clock that moves when told, without sockets. The parts are
/// thrown away and made anew by [#restart], as a restart of the server does.
public final class PlaybackRig implements AutoCloseable {
  public static final long T0 = 1_764_000_000_000L;

  /// Memory of replies, whose requests do not wait for it.
  public static final int MEMORY_BYTES = 32 << 20;

  public final ReplyMemory memory = new ReplyMemory(MEMORY_BYTES, Duration.ZERO);
  public final FakeClock clock = new FakeClock(Instant.ofEpochMilli(T0));

  /// What the parts have asked the store for.
  public final CountedReads reads = new CountedReads();

  private final Path directory;
  private final KinoraConfig config;
  private final byte[] secret = new byte[32];
  private LocalStore store;
  private int restarts;
  private StreamRecord stream;
  private LiveStreams streams;
  private LiveStream live;
  private PlaybackUrls urls;
  private ApiClient api;
  private long sequence;
  private final List<String> numbers = new ArrayList<>();

  /// A stream `camera` that keeps so many hours.
  public PlaybackRig(Path directory, int retentionHours) throws IOException {
    this(directory, retentionHours, KinoraConfig.of(Map.of()));
  }

  /// The same with other settings.
  public PlaybackRig(Path directory, int retentionHours, KinoraConfig config) throws IOException {
    this.directory = directory;
    this.config = config;
    store = openStore();
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, "aws");
    StreamAttribute.REGION.put(attributes, "eu-central-1");
    StreamAttribute.ACCOUNT.put(attributes, "111122223333");
    stream =
        store
            .streams()
            .create("camera", "v1", retentionHours, attributes, new TreeMap<>())
            .orElseThrow();
    wire();
  }

  private LocalStore openStore() throws IOException {
    var usual = StoreConfig.in(directory);
    return LocalStore.open(usual, LocalStore.Surroundings.with(clock));
  }

  private void wire() throws IOException {
    var store = reads.around(this.store);
    var arns = new ArnScope("aws", "eu-central-1", "111122223333");
    var identity = new ServiceIdentity(arns, null);
    var headers = new StreamHeaders(config.playback().codecs().annexB());
    var fragments = new Fragments(store, headers, config.playback().codecs());
    streams = new LiveStreams(store, Runnable::run);
    live = streams.of(stream);
    var sessions = new Sessions(store, fragments, streams, config.playback());
    var tokens = new SessionTokens(secret);
    var media = new MediaReply(fragments);
    urls =
        new PlaybackUrls(
            new PlaybackUrls.Setup(streams, tokens, memory, identity, clock, Throttle.NONE),
            List.of(
                HlsResources.of(new HlsResources.Setup(sessions, media, streams, headers)),
                DashResources.of(sessions, media)));
    api =
        ApiClient.open(
            arns,
            store.streams(),
            clock,
            List.of(
                new GetClip(
                    store, headers, memory, config.clip(), config.playback(), Throttle.NONE),
                new GetHlsStreamingSessionUrl(sessions, tokens),
                new GetDashStreamingSessionUrl(sessions, tokens)));
  }

  /// Ends the server and starts another on the same directory.
  public void restart() throws IOException {
    store.close();
    store = openStore();
    wire();
    restarts++;
  }

  public int restarts() {
    return restarts;
  }

  /// Erases what has expired by now.
  public void reap() throws IOException {
    store.reapNow();
  }

  public void deleteStream() {
    assertThat(store.streams().delete(stream.id(), _ -> {})).isTrue();
    streams.deleted(stream);
  }

  /// Changes how long fragments are kept.
  public void keep(int hours) {
    stream =
        store
            .streams()
            .update(stream.id(), record -> record.withRetentionHours(hours))
            .orElseThrow();
    streams.changed(stream);
  }

  /// Stores a fragment.
  public FragmentMetadata append(Footage footage) {
    var row = store.append(footage.fragment(stream.id(), ++sequence)).join();
    live.stored(new LiveFragment(new PagePool(4 * PagePool.PAGE_BYTES, 1)), 0);
    numbers.add(row.number().toString());
    return row;
  }

  /// Whether a fragment has not been erased.
  public boolean isStored(FragmentMetadata row) throws IOException {
    var everything = new ReadScope(stream.id(), Long.MIN_VALUE, false);
    return store.find(everything, row.number()).isPresent();
  }

  /// Whether a fragment has not expired.
  public boolean isVisible(FragmentMetadata row) throws IOException {
    var archive = ReadScope.archive(stream, clock.millis());
    return store.find(archive, row.number()).isPresent();
  }

  /// The numbers of all fragments, in the order of arrival.
  public List<String> numbers() {
    return numbers;
  }

  public ApiClient api() {
    return api;
  }

  /// The URL of a session on the stream, without the base of the server.
  ///
  /// @param members further members of the request, each behind a comma
  public String session(Action action, String members) {
    var result = api.call(action, "{\"StreamName\":\"camera\"" + members + "}");
    String url = result.iterator().next().stringValue();
    return url.substring("http://kinora.test:8484".length());
  }

  /// An answer as a player sees it.
  public record Answer(int status, Headers headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public String header(String name) {
      return headers.first(name).orElse("");
    }
  }

  /// Gets a URL of a session.
  public Answer get(String target, Headers.Field... fields) throws IOException {
    return read(reply(target, fields));
  }

  /// What a URL of a session is answered with, not sent yet.
  public Reply reply(String target, Headers.Field... fields) {
    var headers = new ArrayList<>(List.of(new Headers.Field("Host", "kinora.test:8484")));
    headers.addAll(List.of(fields));
    return urls.get(
        ApiClient.request(RequestHead.of("GET", target, new Headers(headers)), new byte[0]));
  }

  /// Sends a reply to its end.
  public static Answer read(Reply reply) throws IOException {
    var body =
        switch (reply) {
          case Response response -> response.body();
          case StreamingResponse streaming -> {
            var octets = new ByteArrayOutputStream();
            streaming.body().writeTo(into(octets));
            streaming.body().close();
            yield octets.toByteArray();
          }
        };
    return new Answer(reply.status(), new Headers(reply.headers()), body);
  }

  /// Gets what a playlist names relative to itself.
  public Answer follow(String from, String relative) throws IOException {
    return get(from.substring(0, from.lastIndexOf('/', from.indexOf('?')) + 1) + relative);
  }

  private static BodySink into(ByteArrayOutputStream octets) {
    return new BodySink() {
      @Override
      public void write(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        octets.writeBytes(copy);
      }

      @Override
      public void transfer(FileRange range, Runnable sent) {
        throw new IllegalStateException("segments are no ranges of a file");
      }

      @Override
      public void gather(List<ByteBuffer> slices, Runnable sent) {
        slices.forEach(this::write);
        sent.run();
      }

      @Override
      public void flush() {}
    };
  }

  @Override
  public void close() {
    store.close();
  }
}
