package io.kinora.server.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.config.Leniency;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules of time ranges.
final class FragmentSelectorTest {
  private static final long HOUR = 3_600_000;
  private static final long NOW = 1_800_000_000_000L;

  @ParameterizedTest
  @EnumSource
  void aRangeOfThePastIsPlayable(TimeAxis axis) {
    play(axis, NOW - HOUR, NOW, 48);
    play(axis, NOW - 24 * HOUR, NOW, 48);
    play(axis, NOW - 50 * HOUR, NOW - 48 * HOUR, 48);
  }

  @ParameterizedTest
  @EnumSource
  void anEndThatIsNotLaterThanTheStartIsRefused(TimeAxis axis) {
    refuses(axis, NOW - 5, NOW - 5, "EndTimestamp 1799999999995 is not later than StartTimestamp");
    refuses(axis, NOW - 5, NOW - 6, "EndTimestamp 1799999999994 is not later than StartTimestamp");
  }

  @ParameterizedTest
  @EnumSource
  void aDayIsTheMost(TimeAxis axis) {
    refuses(axis, NOW - 24 * HOUR - 1, NOW, "more than 24 hours after StartTimestamp");
  }

  @Test
  void theServersClockHasNoFuture() {
    refuses(TimeAxis.SERVER, NOW - HOUR, NOW + 1, "EndTimestamp 1800000000001 is in the future.");
    play(TimeAxis.PRODUCER, NOW - HOUR, NOW + 1, 48);
  }

  @Test
  void whatEndedBeforeTheRetentionEdgeIsRefusedByTheServersClockOnly() {
    long end = NOW - 48 * HOUR - 1;
    refuses(
        TimeAxis.SERVER,
        end - HOUR,
        end,
        "End timestamp 1799827199999 is outside of the stream retention period.");
    play(TimeAxis.PRODUCER, end - HOUR, end, 48);
  }

  @Test
  void aStreamThatKeepsNothingPlaysNothingWhateverTheRange() {
    assertThatThrownBy(() -> play(TimeAxis.SERVER, NOW, NOW - 1, 0))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error()).isEqualTo(ApiError.NO_DATA_RETENTION));
  }

  @Test
  void aListMayBeOfOneMomentOfYearsAndOfTheFuture() {
    var stream = stream(48);
    assertThatCode(
            () -> {
              new FragmentSelector(TimeAxis.SERVER, NOW, NOW).checkListable(stream, NOW);
              new FragmentSelector(TimeAxis.SERVER, 0, 2 * NOW).checkListable(stream, NOW);
              new FragmentSelector(TimeAxis.SERVER, 0, 1).checkListable(stream(0), NOW);
            })
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> new FragmentSelector(TimeAxis.SERVER, 2, 1).checkListable(stream, NOW))
        .hasMessage("EndTimestamp 1 is before StartTimestamp 2.");
    assertThatThrownBy(() -> new FragmentSelector(TimeAxis.SERVER, 1, 2).checkListable(stream, NOW))
        .hasMessage("End timestamp 2 is outside of the stream retention period.");
  }

  @Test
  void theTextOfASelectorReadsBack() {
    var selector = new FragmentSelector(TimeAxis.PRODUCER, 12, NOW);
    assertThat(FragmentSelector.ofText(selector.toText())).isEqualTo(selector);
  }

  private static void play(TimeAxis axis, long startMs, long endMs, int retentionHours) {
    new FragmentSelector(axis, startMs, endMs)
        .checkPlayable(stream(retentionHours), NOW, Leniency.ACCEPT);
  }

  private static void refuses(TimeAxis axis, long startMs, long endMs, String message) {
    assertThatThrownBy(() -> play(axis, startMs, endMs, 48))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error()).isEqualTo(ApiError.INVALID_ARGUMENT));
  }

  private static StreamRecord stream(int retentionHours) {
    return new StreamRecord(1, "cam", 1, "v", retentionHours, new TreeMap<>(), new TreeMap<>());
  }
}
