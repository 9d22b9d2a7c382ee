package io.kinora.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.KinoraConfig;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.StreamAccess;
import io.kinora.server.api.Throttle;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.UploadRoute.Admission;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may upload.
final class PutMediaAccessTest {
  @TempDir Path data;

  @Test
  void whoMayNotUploadIsToldSoWithTheErrorOfTheMediaPlane() throws Exception {
    var config = KinoraConfig.of(Map.of());
    try (var store = LocalStore.open(StoreConfig.in(data))) {
      var access =
          new StreamAccess(
              store.streams(),
              (_, _, _) -> false,
              new ServiceIdentity(config.arns(), null),
              Throttle.NONE);
      var putMedia =
          new PutMedia(
              Authenticator.open(config.arns()),
              access,
              new PutMedia.Setup(
                  new LiveStreams(store, Runnable::run),
                  store,
                  new PagePool(64 << 20, 1 << 20),
                  config.ingest(),
                  Clock.systemUTC(),
                  Throttle.NONE));

      var admission = putMedia.admit(ApiClient.request(head(), new byte[0]));

      assertThat(admission)
          .isInstanceOfSatisfying(
              Admission.Refused.class,
              refused -> {
                assertThat(refused.response().status()).isEqualTo(401);
                assertThat(refused.response().headers())
                    .contains(new Headers.Field("x-amzn-ErrorType", "NotAuthorizedException"));
                assertThat(new String(refused.response().body(), UTF_8))
                    .contains("is not authorized to perform: kinesisvideo:PutMedia on resource: ")
                    .contains("stream/cam/");
              });
      assertThat(putMedia.sessions()).isZero();
    }
  }

  private static RequestHead head() {
    return RequestHead.of(
        "POST",
        "/putMedia",
        new Headers(
            List.of(
                new Headers.Field("Host", "kinora.test:8484"),
                new Headers.Field("x-amzn-stream-name", "cam"),
                new Headers.Field("x-amzn-fragment-timecode-type", "ABSOLUTE"))));
  }
}
