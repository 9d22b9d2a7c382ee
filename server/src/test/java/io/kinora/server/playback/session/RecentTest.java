package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class RecentTest {
  private final Recent<String, Integer> recent = new Recent<>(2);

  @Test
  void whatWasUsedLeastRecentlyIsForgotten() {
    recent.put("a", 1);
    recent.put("b", 2);
    assertThat(recent.find("a")).contains(1);
    recent.put("c", 3);

    assertThat(recent.find("a")).contains(1);
    assertThat(recent.find("b")).isEmpty();
    assertThat(recent.find("c")).contains(3);
  }

  @Test
  void ofAllWhoAskAtTheSameTimeOneReads() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          CompletableFuture.supplyAsync(
              () ->
                  get(
                      () -> {
                        begun.countDown();
                        await(mayEnd);
                        return 7;
                      }),
              threads);
      begun.await();
      assertThat(recent.find("key")).isEmpty();
      var second =
          CompletableFuture.supplyAsync(
              () ->
                  get(
                      () -> {
                        throw new IOException("read twice");
                      }),
              threads);
      mayEnd.countDown();

      assertThat(first.join()).isEqualTo(7);
      assertThat(second.join()).isEqualTo(7);
    }
  }

  @Test
  void aFailureIsNotRemembered() throws IOException {
    assertThatThrownBy(
            () ->
                recent.get(
                    "key",
                    () -> {
                      throw new IOException("no luck");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no luck");

    assertThat(recent.get("key", () -> 8)).isEqualTo(8);
    assertThat(recent.get("key", () -> 9)).isEqualTo(8);
  }

  private int get(Recent.Source<Integer> source) {
    try {
      return recent.get("key", source);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
