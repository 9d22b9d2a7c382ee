package io.kinora.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AckLedgerTest {
  private final AckLedger ledger = new AckLedger();

  @BeforeEach
  void twoFragmentsAreSent() {
    ledger.begin(1000);
    ledger.begin(3000);
    ledger.completed(50);
  }

  @Test
  void latencyRunsFromCompletionToPersisted() {
    assertThat(take("BUFFERING", 1000, "11")).isEqualTo(-1);
    assertThat(take("RECEIVED", 1000, "11")).isEqualTo(-1);
    assertThat(take("BUFFERING", 3000, "12")).isEqualTo(-1);
    assertThat(ledger.unpersisted()).isEqualTo(2);
    assertThat(take("PERSISTED", 1000, "11")).isEqualTo(150);
    assertThat(ledger.unpersisted()).isEqualTo(1);
  }

  @Test
  void acknowledgementsOutOfOrderAreFound() {
    wrong("RECEIVED", 1000, "11");
    wrong("PERSISTED", 1000, "11");
    take("BUFFERING", 1000, "11");
    wrong("BUFFERING", 3000, "12");
    wrong("PERSISTED", 1000, "11");
  }

  @Test
  void anotherTimecodeIsFound() {
    wrong("BUFFERING", 1001, "11");
  }

  @Test
  void anotherNumberIsFound() {
    take("BUFFERING", 1000, "11");
    wrong("RECEIVED", 1000, "12");
  }

  @Test
  void aNumberThatDoesNotRiseIsFound() {
    take("BUFFERING", 1000, "11");
    take("RECEIVED", 1000, "11");
    wrong("BUFFERING", 3000, "11");
  }

  @Test
  void aFragmentIsNotPersistedBeforeItWasSent() {
    take("BUFFERING", 1000, "11");
    take("RECEIVED", 1000, "11");
    take("PERSISTED", 1000, "11");
    take("BUFFERING", 3000, "12");
    take("RECEIVED", 3000, "12");
    wrong("PERSISTED", 3000, "12");
  }

  @Test
  void aServerThatPersistsNothingIsFound() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < AckLedger.UNACKNOWLEDGED_MAX; i++) {
                ledger.begin(i);
              }
            })
        .isInstanceOf(LoadException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"EventType\":\"BUFFERING\",\"FragmentTimecode\":1,\"FragmentNumber\":\"2\"}",
        "{\"EventType\":\"OTHER\",\"FragmentTimecode\":1,\"FragmentNumber\":\"2\"}\n",
        "{\"EventType\":\"ERROR\",\"ErrorCode\":\"INTERNAL_ERROR\",\"ErrorId\":5000}\n",
        "{\"EventType\":\"BUFFERING\",\"FragmentTimecode\":\"1\",\"FragmentNumber\":\"2\"}\n",
        "{\"FragmentTimecode\":1,\"EventType\":\"BUFFERING\",\"FragmentNumber\":\"2\"}\n",
        "{\"EventType\":\"BUFFERING\",\"FragmentTimecode\":1,\"FragmentNumber\":\"2\"}{}\n",
      })
  void aLineThatClientsWouldNotTakeIsFound(String line) {
    assertThatThrownBy(() -> Ack.parse(line)).isInstanceOf(LoadException.class);
  }

  private long take(String event, long timecode, String number) {
    return ledger.take(ack(event, timecode, number), 200);
  }

  private void wrong(String event, long timecode, String number) {
    assertThatThrownBy(() -> take(event, timecode, number)).isInstanceOf(LoadException.class);
  }

  private static Ack ack(String event, long timecode, String number) {
    return Ack.parse(
        "{\"EventType\":\"%s\",\"FragmentTimecode\":%d,\"FragmentNumber\":\"%s\"}\n"
            .formatted(event, timecode, number));
  }
}
