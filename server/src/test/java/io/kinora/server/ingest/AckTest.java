package io.kinora.server.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.live.LiveFragment;
import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The lines as the real service was logged to send them.
class AckTest {
  private static final String DIGITS = "91343852333181432402585582989886887689224114392";
  private static final LiveFragment.Identity FRAGMENT =
      new LiveFragment.Identity(
          FragmentNumber.parse(DIGITS).orElseThrow(),
          DIGITS,
          1612524911136L,
          1612524911136L,
          new HeaderBlob(new byte[0]),
          0,
          new byte[0],
          OptionalLong.empty(),
          0);

  @Test
  void theEventsOfAFragmentAreOneLineEach() {
    assertThat(line(new Ack.Buffering(FRAGMENT)))
        .isEqualTo(
            "{\"EventType\":\"BUFFERING\",\"FragmentTimecode\":1612524911136,\"FragmentNumber\":\""
                + DIGITS
                + "\"}\n");
    assertThat(line(new Ack.Received(FRAGMENT))).startsWith("{\"EventType\":\"RECEIVED\",");
    assertThat(line(new Ack.Persisted(FRAGMENT))).startsWith("{\"EventType\":\"PERSISTED\",");
    assertThat(line(new Ack.Idle())).isEqualTo("{\"EventType\":\"IDLE\"}\n");
  }

  @Test
  void anErrorNamesItsFragmentItsCodeAndItsId() {
    var failed =
        new Ack.Failed(Optional.of(FRAGMENT), IngestError.FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS);
    assertThat(line(failed))
        .isEqualTo(
            "{\"EventType\":\"ERROR\",\"FragmentTimecode\":1612524911136,\"FragmentNumber\":\""
                + DIGITS
                + "\",\"ErrorCode\":\"FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS\",\"ErrorId\":4004}\n");
  }

  @Test
  void anErrorWithoutAFragmentLeavesItsMembersOut() {
    assertThat(line(new Ack.Failed(Optional.empty(), IngestError.INVALID_MKV_DATA)))
        .isEqualTo(
            "{\"EventType\":\"ERROR\",\"ErrorCode\":\"INVALID_MKV_DATA\",\"ErrorId\":4006}\n");
  }

  private static String line(Ack ack) {
    var line = ack.line();
    assertThat(line).hasSizeLessThan(1024);
    return new String(line, US_ASCII);
  }
}
