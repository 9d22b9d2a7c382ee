package io.kinora.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FragmentNumbersTest {
  private final FragmentNumbers numbers = new FragmentNumbers(new SplittableRandom(1), 0, 5000);

  @Test
  void eachSessionBeginsAFreshBlock() {
    numbers.startSession(1);
    assertThat(next(6000).sequence()).isEqualTo(1);
    assertThat(next(6000).sequence()).isEqualTo(2);
    numbers.startSession(1001);
    assertThat(next(6000).sequence()).isEqualTo(1001);
  }

  @Test
  void serverTimeNeverGoesBack() {
    numbers.startSession(1);
    assertThat(next(4000).serverTimeMs()).as("the stored one was later").isEqualTo(5000);
    assertThat(next(7000).serverTimeMs()).isEqualTo(7000);
    assertThat(next(6999).serverTimeMs()).isEqualTo(7000);
  }

  @Test
  void theNextBlockIsAskedForOnceAndInGoodTime() {
    numbers.startSession(1);
    while (!numbers.needsBlock()) {
      next(6000);
    }
    assertThat(numbers.available()).isTrue();
    assertThat(numbers.needsBlock()).as("it is being fetched").isFalse();
    numbers.addBlock(1001);
    long last = 0;
    for (int i = 0; i < FragmentStore.SEQUENCE_BLOCK; i++) {
      last = next(6000).sequence();
    }
    assertThat(last).isGreaterThan(1000);
  }

  @Test
  void aBlockThatWasFetchedAheadServesTheNextSession() {
    numbers.startSession(1);
    while (!numbers.needsBlock()) {
      next(6000);
    }
    numbers.addBlock(1001);
    assertThat(numbers.takeReserved()).isEqualTo(1001);
    numbers.startSession(1001);
    assertThat(next(6000).sequence()).isEqualTo(1001);
  }

  @Test
  void aBlockThatComesAfterALaterOneWasBegunIsNotWaitedFor() {
    numbers.startSession(1);
    while (!numbers.needsBlock()) {
      next(6000);
    }
    numbers.startSession(2001);
    numbers.addBlock(1001);
    while (!numbers.needsBlock()) {
      assertThat(numbers.available()).as("numbers run out, and none are asked for").isTrue();
      next(6000);
    }
    assertThat(next(6000).sequence()).isGreaterThan(2001);
  }

  @Test
  void withoutAReservedBlockThereIsNoNumber() {
    assertThat(numbers.available()).isFalse();
    assertThat(numbers.next(6000)).isEmpty();
  }

  private FragmentNumber next(long receivedMs) {
    return numbers.next(receivedMs).orElseThrow();
  }
}
