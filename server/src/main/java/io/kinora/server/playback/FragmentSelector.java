package io.kinora.server.playback;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.config.Leniency;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;

/// A time range on one of the two clocks, both ends inclusive. A fragment matches by its start.
///
/// @param startMs epoch milliseconds
/// @param endMs epoch milliseconds, not before the start
public record FragmentSelector(TimeAxis axis, long startMs, long endMs) {
  /// All there is, by the server's clock: what a request without a selector asks for.
  public static final FragmentSelector EVERYTHING =
      new FragmentSelector(TimeAxis.SERVER, 0, Long.MAX_VALUE);

  /// The structure that requests spell it in.
  public static final Shape<FragmentSelector> SHAPE = Shapes.structure(FragmentSelector::read);

  private static final long HOUR_MS = 3_600_000;
  private static final long PLAYABLE_MS_MAX = 24 * HOUR_MS;

  private enum Type {
    SERVER_TIMESTAMP(TimeAxis.SERVER),
    PRODUCER_TIMESTAMP(TimeAxis.PRODUCER);

    private final TimeAxis axis;

    Type(TimeAxis axis) {
      this.axis = axis;
    }
  }

  private record Range(long startMs, long endMs) {
    static Range read(Members in) {
      return new Range(
          in.required("StartTimestamp", Shapes.TIMESTAMP),
          in.required("EndTimestamp", Shapes.TIMESTAMP));
    }
  }

  private static FragmentSelector read(Members in) {
    var type = in.required("FragmentSelectorType", Shapes.oneOf(Type.class));
    var range = in.required("TimestampRange", Shapes.structure(Range::read));
    return new FragmentSelector(type.axis, range.startMs(), range.endMs());
  }

  /// Checks what can be listed: throws [io.kinora.server.api.ApiException] if the range cannot
  /// match anything by its form or by the stream's retention.
  public void checkListable(StreamRecord stream, long nowMs) {
    if (endMs < startMs) {
      throw ApiError.INVALID_ARGUMENT.because(
          "EndTimestamp %d is before StartTimestamp %d.".formatted(endMs, startMs));
    }
    if (stream.retentionHours() > 0) {
      checkRetained(stream, nowMs);
    }
  }

  /// Checks what can be played from the archive as a whole, by GetClip and by sessions on demand:
  /// throws [io.kinora.server.api.ApiException] if the stream keeps nothing, or if the range is no
  /// closed one of the past, of a day at most.
  ///
  /// @param earlyStart what happens to a start before the retention edge: what has expired is not
  ///     found, so it needs no check
  public void checkPlayable(StreamRecord stream, long nowMs, Leniency earlyStart) {
    checkBegins(stream, nowMs, earlyStart);
    if (endMs <= startMs) {
      throw ApiError.INVALID_ARGUMENT.because(
          "EndTimestamp %d is not later than StartTimestamp %d.".formatted(endMs, startMs));
    }
    if (endMs - startMs > PLAYABLE_MS_MAX) {
      throw ApiError.INVALID_ARGUMENT.because(
          "EndTimestamp %d is more than 24 hours after StartTimestamp %d."
              .formatted(endMs, startMs));
    }
    if (axis == TimeAxis.SERVER && endMs > nowMs) {
      throw ApiError.INVALID_ARGUMENT.because("EndTimestamp %d is in the future.".formatted(endMs));
    }
    checkRetained(stream, nowMs);
  }

  /// Checks the start alone, for what has no end.
  public void checkBegins(StreamRecord stream, long nowMs, Leniency earlyStart) {
    if (stream.retentionHours() == 0) {
      throw ApiError.NO_DATA_RETENTION.because(
          "The stream %s does not retain data.".formatted(stream.name()));
    }
    boolean isBeforeEdge = axis == TimeAxis.SERVER && startMs < edgeMs(stream, nowMs);
    if (earlyStart == Leniency.REFUSE && isBeforeEdge) {
      throw ApiError.INVALID_ARGUMENT.because(
          "Start timestamp %d is outside of the stream retention period.".formatted(startMs));
    }
  }

  private static long edgeMs(StreamRecord stream, long nowMs) {
    return nowMs - stream.retentionHours() * HOUR_MS;
  }

  private void checkRetained(StreamRecord stream, long nowMs) {
    if (axis == TimeAxis.SERVER && endMs < edgeMs(stream, nowMs)) {
      throw ApiError.INVALID_ARGUMENT.because(
          "End timestamp %d is outside of the stream retention period.".formatted(endMs));
    }
  }

  /// A text that equals the text of equal selectors only.
  public String toText() {
    return axis + " " + startMs + " " + endMs;
  }

  /// Reads what [#toText] wrote.
  public static FragmentSelector ofText(String text) {
    var parts = text.split(" ", 3);
    return new FragmentSelector(
        TimeAxis.valueOf(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }
}
