package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.RawConnection;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.StreamAccess;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.api.Throttle;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.config.ArnScope;
import io.kinora.server.config.Settings;
import io.kinora.server.http.HttpConfig;
import io.kinora.server.http.HttpServer;
import io.kinora.server.http.UploadRoute;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sessions whose admission is under way when the server stops.
@Timeout(60)
final class LateSessionTest {
  @TempDir private Path data;

  private final CountDownLatch admitting = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);

  @Test
  void aSessionThatIsAdmittedWhileTheServerStopsIsToldToGoOnElsewhere() throws Exception {
    assertToldToGoOnElsewhere(
        putMedia ->
            head -> {
              admitting.countDown();
              await(stopping);
              return putMedia.admit(head);
            });
  }

  @Test
  void aSessionThatIsOpenedAfterTheServerBeganToStopIsToldToGoOnElsewhere() throws Exception {
    assertToldToGoOnElsewhere(
        putMedia ->
            head -> {
              var admission = putMedia.admit(head);
              admitting.countDown();
              await(stopping);
              return admission;
            });
  }

  /// What happens around an admission.
  private interface Around {
    UploadRoute of(PutMedia putMedia);
  }

  private void assertToldToGoOnElsewhere(Around around) throws Exception {
    try (var store = LocalStore.open(StoreConfig.in(data));
        var server = start(store, around);
        var producer = RawConnection.to(server.address())) {
      producer.sendPutMedia("cam");
      await(admitting);
      var closing = Thread.startVirtualThread(server::close);
      assertThat(producer.head()).startsWith("HTTP/1.1 200 ");
      assertThat(producer.textChunk())
          .contains("\"ErrorCode\":\"MAX_CONNECTION_DURATION_REACHED\",\"ErrorId\":4003");
      assertThat(producer.chunk()).isEmpty();
      producer.endOutput();
      closing.join();
    }
  }

  private HttpServer start(LocalStore store, Around around) throws Exception {
    var none = Settings.none();
    var arns = ArnScope.from(none);
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, arns.partition());
    StreamAttribute.REGION.put(attributes, arns.region());
    StreamAttribute.ACCOUNT.put(attributes, arns.account());
    var _ = store.streams().create("cam", "v", 24, attributes, new TreeMap<>()).orElseThrow();
    var config = IngestConfig.from(none);
    var putMedia =
        new PutMedia(
            Authenticator.open(arns),
            new StreamAccess(
                store.streams(),
                Authorizer.ofPermissions(),
                new ServiceIdentity(arns, null),
                Throttle.NONE),
            new PutMedia.Setup(
                new LiveStreams(store, Thread::startVirtualThread),
                store,
                new PagePool(config.memory().octets(), config.maxFragmentSize().octets()),
                config,
                Clock.systemUTC(),
                Throttle.NONE));
    return HttpServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        HttpConfig.from(none.with("test", Map.of("http.shutdown-timeout", "1h"), HttpConfig.KEYS)),
        Optional.empty(),
        new HttpServer.Service(
            _ -> {
              throw new IllegalStateException("no other request");
            },
            Map.of("/putMedia", around.of(putMedia)),
            () -> {
              putMedia.shutDown();
              stopping.countDown();
            }));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
