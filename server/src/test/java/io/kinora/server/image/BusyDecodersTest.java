package io.kinora.server.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.KinoraConfig;
import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.Throttle;
import io.kinora.server.config.Leniency;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.image.ScriptedDecoder.Script;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.session.PlaybackRig;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// GetImages where the only decoder is at work for somebody else.
@Timeout(120)
final class BusyDecodersTest {
  private static final long T = 1_700_000_000_000L;
  private static final String TWO_FRAGMENTS =
      """
      {"StreamName":"cam","ImageSelectorType":"PRODUCER_TIMESTAMP","StartTimestamp":%d,\
      "EndTimestamp":%d,"SamplingInterval":2000,"Format":"JPEG"%%s}"""
          .formatted(T / 1000, T / 1000 + 2);

  @TempDir private Path data;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch workIsOver = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init")
  private LocalStore store;

  @SuppressWarnings("NullAway.Init")
  private Images images;

  @SuppressWarnings("NullAway.Init")
  private ApiClient api;

  @BeforeEach
  void twoFragmentsAndOneDecoder() throws Exception {
    try (var server = TestServer.start(data);
        var producer = putMedia(server)) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 25), Mkv.cluster(T + 2000, 25)));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), UTF_8)).contains("PERSISTED");
    }
    store = LocalStore.open(StoreConfig.in(data));
    var config =
        KinoraConfig.of(Map.of("image.decoders", "1", "image.queue-timeout", "300ms")).image();
    var headers = new StreamHeaders(Leniency.ACCEPT);
    var decoder = ScriptedDecoder.install(data.resolve("script"), Script.ANSWERS);
    images =
        new Images(
            store, headers, config, new DecoderCommand(decoder, data.resolve("lib"), 1 << 30));
    var arns = KinoraConfig.of(Map.of()).arns();
    var clock = Clock.systemUTC();
    var tokens = new PageTokens(new byte[32], clock);
    api =
        ApiClient.open(
            arns,
            store.streams(),
            clock,
            List.of(
                new GetImages(
                    store,
                    tokens,
                    images,
                    new GetImages.EarlierFragments(Duration.ofSeconds(20), Leniency.ACCEPT),
                    Throttle.NONE)));
  }

  private static RawConnection putMedia(TestServer server) throws Exception {
    server.createStream("cam", 24);
    return server.putMedia("cam");
  }

  @AfterEach
  void stop() {
    workIsOver.countDown();
    images.close();
    threads.close();
    store.close();
  }

  @Test
  void aRequestWhoseFirstImageCannotBeMadeIsToldSo() throws Exception {
    occupyTheDecoder();

    var failure = api.fail(Action.GET_IMAGES, TWO_FRAGMENTS.formatted(""));

    assertThat(failure.status()).isEqualTo(503);
    assertThat(failure.type()).isEqualTo("ServiceUnavailableException");
  }

  @Test
  void aPageEndsWhereDecodersAreBusyAndTheNextOneGoesOn() throws Exception {
    var reply = reply("");
    var work = occupyTheDecoder();

    var page = PlaybackRig.read(reply).text();

    assertThat(page).containsOnlyOnce("ImageContent").contains("\"TimeStamp\":1700000000.000");
    workIsOver.countDown();
    work.get();
    var token = page.replaceFirst("(?s).*\"NextToken\":\"([^\"]+)\".*", "$1");
    assertThat(PlaybackRig.read(reply(",\"NextToken\":\"" + token + "\"")).text())
        .containsOnlyOnce("ImageContent")
        .contains("\"TimeStamp\":1700000002.000")
        .doesNotContain("NextToken");
  }

  @Test
  void imagesThatNobodyWantsAnyMoreGiveTheirMemoryBack() throws Exception {
    long freeBytes = images.decoders().freeMemoryBytes();

    for (int i = 0; i < 10; i++) {
      reply(",\"WidthPixels\":" + (100 + i)).body().close();
    }

    assertThat(images.decoders().freeMemoryBytes()).isEqualTo(freeBytes);
  }

  private StreamingResponse reply(String members) {
    return (StreamingResponse)
        api.send(ApiClient.post("/getImages", TWO_FRAGMENTS.formatted(members)));
  }

  /// Gives the decoder a job that lasts until the work is over.
  private Future<?> occupyTheDecoder() throws InterruptedException {
    var begun = new CountDownLatch(1);
    PictureJob.Source source =
        () -> {
          begun.countDown();
          try {
            workIsOver.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return ByteBuffer.allocate(10);
        };
    var job =
        new PictureJob(
            "other",
            VideoCodec.AVC,
            new byte[10],
            List.of(new PictureJob.Frame(source, true, 0)),
            List.of(0),
            new ImageTarget(ImageTarget.Format.JPEG, 80, 0, 0));
    var work =
        threads.submit(
            () -> {
              images.decoders().decode(job).close();
              return null;
            });
    begun.await();
    return work;
  }
}
