package io.kinora.server.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReplyMemoryTest {
  private static final int LIMIT = 1 << 20;
  private static final int KIBIBYTE = 1024;

  private final ReplyMemory memory = new ReplyMemory(LIMIT, Duration.ZERO);

  @Test
  void whoFindsNoMemoryIsRefused() {
    room().hold(LIMIT - 2 * KIBIBYTE);
    var second = room();
    second.hold(2 * KIBIBYTE);

    assertThatThrownBy(() -> room().hold(1))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error()).isEqualTo(ApiError.OVERLOADED));
    second.hold(KIBIBYTE + 1);
    assertRefused(1);
    second.hold(KIBIBYTE);
    room().hold(KIBIBYTE);
    assertThat(memory.freeBytes()).isZero();
  }

  @Test
  void whoIsRefusedMoreKeepsWhatHeHas() {
    room().hold(LIMIT / 2);
    var second = room();
    second.hold(LIMIT / 4);

    assertThatThrownBy(() -> second.hold(LIMIT)).isInstanceOf(ApiException.class);

    assertThat(memory.freeBytes()).isEqualTo(LIMIT / 4);
    second.close();
    assertThat(memory.freeBytes()).isEqualTo(LIMIT / 2);
  }

  @Test
  void whatNeedsMoreThanThereIsGetsAllThereIs() {
    try (var large = room()) {
      large.hold(100L * LIMIT);

      assertThat(memory.freeBytes()).isZero();
      assertRefused(1);
    }
    assertThat(memory.freeBytes()).isEqualTo(LIMIT);
  }

  @Test
  void aRequestWaitsForWhatAnotherGivesBack() throws Exception {
    var patient = new ReplyMemory(LIMIT, Duration.ofMinutes(1));
    var first = patient.room(ApiError.OVERLOADED);
    first.hold(LIMIT);
    var second =
        CompletableFuture.runAsync(() -> patient.room(ApiError.OVERLOADED).hold(LIMIT / 2));

    first.close();

    second.get(20, TimeUnit.SECONDS);
    assertThat(patient.freeBytes()).isEqualTo(LIMIT / 2);
  }

  @Test
  void aReplyGivesItsRoomBackWhenItIsOverNotBefore() {
    var room = room();
    room.hold(LIMIT);

    var reply = room.until(new StreamingResponse(200, List.of(), _ -> {}));

    assertThat(memory.freeBytes()).isZero();
    reply.body().close();
    assertThat(memory.freeBytes()).isEqualTo(LIMIT);
  }

  @Test
  void aWholeResponseHoldsItsOctetsUntilItIsOver() {
    var room = room();
    room.hold(LIMIT);

    var reply = room.until(new Response(200, List.of(), new byte[3 * KIBIBYTE]));

    assertThat(memory.freeBytes()).isEqualTo(LIMIT - 3 * KIBIBYTE);
    assertThat(reply).isInstanceOf(StreamingResponse.class);
    ((StreamingResponse) reply).body().close();
    assertThat(memory.freeBytes()).isEqualTo(LIMIT);
  }

  @Test
  void aWholeResponseThatNeededNothingStaysWhole() {
    var response = new Response(200, List.of(), new byte[3]);

    assertThat(room().until(response)).isSameAs(response);
  }

  private ReplyMemory.Room room() {
    return memory.room(ApiError.OVERLOADED);
  }

  private void assertRefused(long octets) {
    assertThatThrownBy(() -> room().hold(octets)).isInstanceOf(ApiException.class);
  }
}
