package io.kinora.server.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.Throttle;
import io.kinora.server.api.Throttle.PlayerRequest;
import io.kinora.server.http.Pace;
import io.kinora.store.StreamRecord;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much may be asked for in a second.
final class QuotasTest {
  private static final String DOOR = "arn:aws:kinesisvideo:us-east-1:111122223333:stream/door/1";
  private static final String YARD = "arn:aws:kinesisvideo:us-east-1:111122223333:stream/yard/2";
  private static final long SECOND = 1_000_000_000L;

  private long nanos;
  private final Throttle quotas = Quotas.of(new QuotaConfig(true, true, true), () -> nanos);

  @Test
  void aStreamMayBeDescribedFiveTimesASecond() {
    times(5, () -> quotas.call(Action.DESCRIBE_STREAM, DOOR));

    refuses(() -> quotas.call(Action.DESCRIBE_STREAM, DOOR))
        .hasMessage(
            "Limit exceeded on number of requests for DescribeStream API for resource 'door'");
    allows(() -> quotas.call(Action.DESCRIBE_STREAM, YARD));
    allows(() -> quotas.call(Action.GET_DATA_ENDPOINT, DOOR));
    nanos += SECOND / 5;
    allows(() -> quotas.call(Action.DESCRIBE_STREAM, DOOR));
    refuses(() -> quotas.call(Action.DESCRIBE_STREAM, DOOR));
  }

  @Test
  void whatWasNotUsedDoesNotAddUp() {
    nanos += 3600 * SECOND;
    times(5, () -> quotas.call(Action.GET_MEDIA, DOOR));
    refuses(() -> quotas.call(Action.GET_MEDIA, DOOR));
  }

  @Test
  void anAccountHasAQuotaForAllItsStreams() {
    for (int stream = 0; stream < 50; stream++) {
      quotas.call(Action.UPDATE_STREAM, DOOR.replace("door", "s" + stream));
    }
    refuses(() -> quotas.call(Action.UPDATE_STREAM, YARD));
    times(50, () -> quotas.call(Action.CREATE_STREAM, "*"));
    refuses(() -> quotas.call(Action.CREATE_STREAM, "*"));
  }

  @Test
  void aCallThatIsRefusedForItsStreamCostsTheAccountNothing() {
    for (int call = 0; call < 1000; call++) {
      try {
        quotas.call(Action.UPDATE_STREAM, DOOR);
      } catch (ApiException refused) {
        assertThat(refused).hasMessageEndingWith("'door'");
      }
    }

    for (int stream = 0; stream < 45; stream++) {
      quotas.call(Action.UPDATE_STREAM, YARD.replace("yard", "s" + stream));
    }
    refuses(() -> quotas.call(Action.UPDATE_STREAM, YARD)).hasMessageEndingWith("'*'");
  }

  @Test
  void aCallThatIsRefusedForItsAccountCostsTheStreamNothing() {
    for (int stream = 0; stream < 50; stream++) {
      quotas.call(Action.UPDATE_STREAM, DOOR.replace("door", "s" + stream));
    }
    for (int call = 0; call < 10; call++) {
      refuses(() -> quotas.call(Action.UPDATE_STREAM, YARD)).hasMessageEndingWith("'*'");
    }

    // What the account is given again meanwhile is as much as the stream may have of it.
    nanos += SECOND / 10;
    times(5, () -> quotas.call(Action.UPDATE_STREAM, YARD));
    refuses(() -> quotas.call(Action.UPDATE_STREAM, YARD));
  }

  @Test
  void aLargeRequestPassesAndDelaysThoseBehindIt() {
    quotas.fragments("GetClip", stream(7), 0, 1000);

    refuses(() -> quotas.fragments("GetClip", stream(7), 0, 1));
    allows(() -> quotas.fragments("GetClip", stream(7), 10_000, 0));
    allows(() -> quotas.fragments("GetClip", stream(8), 0, 1));
    nanos += SECOND;
    refuses(() -> quotas.fragments("GetClip", stream(7), 0, 1));
    nanos += SECOND / 100;
    allows(() -> quotas.fragments("GetClip", stream(7), 0, 1));
  }

  @Test
  void theRefusalNamesWhatWasCalledAndTheStream() {
    quotas.fragments("GetMediaForFragmentList", stream(7), 0, 1000);

    refuses(() -> quotas.fragments("GetClip", stream(7), 1, 1))
        .hasMessage("Limit exceeded on number of requests for GetClip API for resource 's7'");
    times(50, () -> quotas.call(Action.LIST_STREAMS, "*"));
    refuses(() -> quotas.call(Action.LIST_STREAMS, "*"))
        .hasMessage("Limit exceeded on number of requests for ListStreams API for resource '*'");
    times(5, () -> quotas.player(PlayerRequest.DASH_MANIFEST, stream(7), "secret"));
    refuses(() -> quotas.player(PlayerRequest.DASH_MANIFEST, stream(7), "secret"))
        .hasMessage(
            "Limit exceeded on number of requests for GetDASHManifest API for resource 's7'");
  }

  @ParameterizedTest
  @CsvSource({
    "HLS_MASTER_PLAYLIST, 5",
    "HLS_MEDIA_PLAYLIST, 5",
    "DASH_MANIFEST, 5",
    "MP4_INIT_FRAGMENT, 5",
    "MP4_MEDIA_FRAGMENT, 20",
    "TS_FRAGMENT, 20",
  })
  void aSessionMayAskForEachResourceSoOftenASecond(PlayerRequest request, int perSecond) {
    times(perSecond, () -> quotas.player(request, stream(7), "a"));

    refuses(() -> quotas.player(request, stream(7), "a"));
    allows(() -> quotas.player(request, stream(7), "b"));
    for (var other : PlayerRequest.values()) {
      if (other != request) {
        allows(() -> quotas.player(other, stream(7), "a"));
      }
    }
  }

  @Test
  void eachKindCanBeLeftOut() {
    var players = Quotas.of(new QuotaConfig(false, true, false), () -> nanos);
    times(100, () -> players.call(Action.DESCRIBE_STREAM, DOOR));
    var calls = Quotas.of(new QuotaConfig(true, false, false), () -> nanos);
    times(100, () -> calls.player(PlayerRequest.DASH_MANIFEST, stream(7), "a"));
    assertThat(Quotas.of(new QuotaConfig(false, false, false), () -> nanos))
        .isSameAs(Throttle.NONE);
  }

  @Test
  void mediaPassesAtThePaceOfItsConnection() {
    var sent = quotas.octets(Action.GET_MEDIA);
    assertThat(sent.waitAfter(25_000_000)).isEqualTo(SECOND);
    nanos += SECOND / 2;
    assertThat(sent.waitAfter(0)).isEqualTo(SECOND / 2);
    nanos += 3600 * SECOND;
    assertThat(sent.waitAfter(25_000_000)).as("nothing is saved up").isEqualTo(SECOND);
    assertThat(quotas.octets(Action.GET_MEDIA_FOR_FRAGMENT_LIST).waitAfter(25_000)).isPositive();
    assertThat(quotas.octets(Action.PUT_MEDIA).waitAfter(12_500_000)).isEqualTo(SECOND);
    assertThat(quotas.fragments(Action.GET_MEDIA).waitAfter(1)).isEqualTo(SECOND / 5);
    assertThat(quotas.octets(Action.GET_CLIP)).isSameAs(Pace.ANY);
    assertThat(quotas.fragments(Action.GET_CLIP)).isSameAs(Pace.ANY);
  }

  @Test
  void withoutTheQuotaMediaPassesAsItComes() {
    var others = Quotas.of(new QuotaConfig(true, true, false), () -> nanos);

    assertThat(others.octets(Action.PUT_MEDIA)).isSameAs(Pace.ANY);
    assertThat(others.fragments(Action.GET_MEDIA)).isSameAs(Pace.ANY);
  }

  private static StreamRecord stream(long id) {
    return new StreamRecord(id, "s" + id, 0, "v", 24, new TreeMap<>(), new TreeMap<>());
  }

  private static void times(int count, Runnable call) {
    for (int i = 0; i < count; i++) {
      call.run();
    }
  }

  private static void allows(ThrowingCallable call) {
    assertThatCode(call).doesNotThrowAnyException();
  }

  private static AbstractThrowableAssert<?, ?> refuses(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error()).isEqualTo(ApiError.CLIENT_LIMIT_EXCEEDED));
  }
}
