package io.kinora.server;

import io.kinora.server.api.Dispatcher;
import io.kinora.server.api.Operation;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.RequestCounts;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.StreamAccess;
import io.kinora.server.archive.GetMediaForFragmentList;
import io.kinora.server.archive.ListFragments;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.clip.GetClip;
import io.kinora.server.console.Console;
import io.kinora.server.control.ControlPlane;
import io.kinora.server.control.StreamLifecycle;
import io.kinora.server.fault.Faults;
import io.kinora.server.http.HttpServer;
import io.kinora.server.image.GetImages;
import io.kinora.server.image.Images;
import io.kinora.server.ingest.IngestConfig;
import io.kinora.server.ingest.PutMedia;
import io.kinora.server.live.GetMedia;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.server.metrics.ProcessMetrics;
import io.kinora.server.overview.DescribeFragment;
import io.kinora.server.overview.DescribeStreamCoverage;
import io.kinora.server.overview.DescribeStreamStatistics;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.quota.Quotas;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/// The server: made of its parts top to bottom, taken down in reverse.
public final class Kinora implements AutoCloseable {
  private final FragmentStore store;
  private final Entrance entrance;
  private final Images images;
  private final ExecutorService blocking;
  private final HttpServer http;
  private final URI url;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Opens the store, recovers what a crash left, and serves from then on.
  public static Kinora start(KinoraConfig config) throws IOException {
    HttpServer.load();
    return start(config, LocalStore.open(config.storeConfig()));
  }

  /// Serves a store of the caller's choice, and closes it in the end, or at once if it cannot
  /// serve.
  public static Kinora start(KinoraConfig config, FragmentStore store) throws IOException {
    return start(config, store, System::nanoTime);
  }

  /// The same, by a clock of the caller's choice for the quotas, which never goes back.
  static Kinora start(KinoraConfig config, FragmentStore store, LongSupplier quotaNanos)
      throws IOException {
    try {
      return new Kinora(config, store, Entrance.open(config, Clock.systemUTC()), quotaNanos);
    } catch (IOException | RuntimeException failure) {
      store.close();
      throw failure;
    }
  }

  private Kinora(
      KinoraConfig config, FragmentStore store, Entrance entrance, LongSupplier quotaNanos)
      throws IOException {
    this.store = store;
    this.entrance = entrance;
    var clock = entrance.clock();
    var secret = entrance.secret();
    var headers = new StreamHeaders(config.playback().codecs().annexB());
    images = new Images(store, headers, config.image(), config.data().resolve("decoder"));
    blocking = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var identity = new ServiceIdentity(config.arns(), config.publicUrl().orElse(null));
      var faults = new Faults(config.faults());
      var throttle = faults.before(Quotas.of(config.quota(), quotaNanos));
      var authorizer = Authorizer.ofPermissions();
      var access = new StreamAccess(store.streams(), authorizer, identity, throttle);
      var tokens = new PageTokens(secret, clock);
      var streams = new LiveStreams(store, blocking, config.archive().listingDelay());
      var memory = memory(config.ingest());
      var uploads = new PutMedia.Setup(streams, store, memory, config.ingest(), clock, throttle);
      var putMedia = new PutMedia(entrance.authenticator(), access, uploads);
      var replies = new ReplyMemory(config.playback().memory().octets(), ReplyMemory.PATIENCE);
      var getMedia =
          new GetMedia(new GetMedia.Setup(streams, store, config.live(), clock, throttle));

      var operations = new ArrayList<Operation<?>>();
      operations.addAll(
          ControlPlane.operations(
              store.streams(), tokens, config.control(), new Lifecycle(streams)));
      operations.addAll(
          List.of(
              getMedia,
              new ListFragments(store, streams, tokens, throttle),
              new GetMediaForFragmentList(store, config.archive(), throttle),
              new GetImages(store, tokens, images, earlierFragments(config), throttle),
              new GetClip(store, headers, replies, config.clip(), config.playback(), throttle),
              new DescribeStreamCoverage(store, config.ingest().maxFragmentDuration()),
              new DescribeStreamStatistics(store, streams, headers),
              new DescribeFragment(store, headers)));
      var players =
          new Playback.Setup(
              store, streams, headers, replies, config.playback(), throttle, faults::before);
      var playback = Playback.of(players, secret, identity, clock);
      operations.addAll(playback.operations());
      faults.begin(operations);
      var dispatcher =
          new Dispatcher(
              entrance.authenticator(), access, identity, clock, faults.answers(), operations);
      var counts = new RequestCounts();
      var metrics = new Metrics();
      var faultsPage = faults.page(entrance.authenticator(), authorizer);
      var pages = new Pages(dispatcher, playback.urls(), new Console(), store, metrics, faultsPage);
      http =
          HttpServer.start(
              config.listen().resolve(),
              config.http(),
              entrance.tls(),
              new HttpServer.Service(
                  counts.answersOf(pages),
                  Map.of("/putMedia", counts.admissionsOf(faults.before(putMedia))),
                  () -> endSessions(putMedia, streams)));
      metrics.add(new ProcessMetrics(), http, counts, putMedia, getMedia, streams, memory, replies);
      metrics.add(new StoreMetrics(store));
      url = url(config);
    } catch (IOException | RuntimeException failure) {
      images.close();
      entrance.close();
      throw failure;
    }
  }

  /// Where it serves.
  public URI url() {
    return url;
  }

  /// Returns when the server has been closed.
  public void awaitShutdown() throws InterruptedException {
    closed.await();
  }

  /// Ends sessions in good order, lets requests under way finish within the shutdown timeout, and
  /// closes the store.
  @Override
  public void close() {
    http.close();
    images.close();
    entrance.close();
    store.close();
    blocking.shutdown();
    closed.countDown();
  }

  private static PagePool memory(IngestConfig config) {
    return new PagePool(config.memory().octets(), config.maxFragmentSize().octets());
  }

  private static GetImages.EarlierFragments earlierFragments(KinoraConfig config) {
    return new GetImages.EarlierFragments(
        config.ingest().maxFragmentDuration(), config.image().earlierFragment());
  }

  private static void endSessions(PutMedia putMedia, LiveStreams streams) {
    putMedia.shutDown();
    streams.stop();
  }

  private URI url(KinoraConfig config) {
    var address = http.address();
    var host = config.listen().host();
    var scheme = config.tls().isPresent() ? "https" : "http";
    var bracketed = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + bracketed + ":" + address.getPort());
  }

  /// Carries what the control plane did to streams to those who work on them.
  private record Lifecycle(LiveStreams streams) implements StreamLifecycle {
    @Override
    public void streamUpdated(StreamRecord stream) {
      streams.changed(stream);
    }

    @Override
    public void streamDeleted(StreamRecord stream) {
      streams.deleted(stream);
    }
  }
}
