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
  void whatWeighsMoreTakesThePlaceOfMore() throws IOException {
    var weighed = new Recent<String, Integer>(10, value -> value);
    weighed.put("a", 3);
    weighed.put("b", 3);
    assertThat(weighed.get("c", () -> 4)).isEqualTo(4);
    assertThat(weighed.find("a")).as("they fill it").contains(3);
    weighed.get("d", () -> 6);
    assertThat(weighed.find("b")).isEmpty();
    assertThat(weighed.find("c")).isEmpty();
    assertThat(weighed.find("a")).contains(3);

    weighed.get("e", () -> 11);
    assertThat(weighed.find("a")).isEmpty();
    assertThat(weighed.find("e")).as("what was used last stays").contains(11);
    weighed.get("f", () -> 10);
    assertThat(weighed.find("e")).isEmpty();
    weighed.put("f", 1);
    weighed.put("g", 9);
    assertThat(weighed.find("f")).as("its former weight is gone").contains(1);
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
