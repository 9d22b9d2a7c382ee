package io.kinora.server.archive;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;

/// A time range on one of the two clocks, both ends inclusive. A fragment matches by its start.
///
/// @param startMs epoch milliseconds
/// @param endMs epoch milliseconds, not before the start
record FragmentSelector(TimeAxis axis, long startMs, long endMs) {
  /// All there is, by the server's clock: what a request without a selector asks for.
  static final FragmentSelector EVERYTHING =
      new FragmentSelector(TimeAxis.SERVER, 0, Long.MAX_VALUE);

  static final Shape<FragmentSelector> SHAPE = Shapes.structure(FragmentSelector::read);

  private static final long HOUR_MS = 3_600_000;

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

  /// Throws [io.kinora.server.api.ApiException] if the range cannot match anything of the stream by
  /// its form or by the stream's retention.
  void checkAgainst(StreamRecord stream, long nowMs) {
    if (endMs < startMs) {
      throw ApiError.INVALID_ARGUMENT.because(
          "EndTimestamp %d is before StartTimestamp %d.".formatted(endMs, startMs));
    }
    long edgeMs = nowMs - stream.retentionHours() * HOUR_MS;
    if (axis == TimeAxis.SERVER && endMs < edgeMs && stream.retentionHours() > 0) {
      throw ApiError.INVALID_ARGUMENT.because(
          "End timestamp %d is outside of the stream retention period.".formatted(endMs));
    }
  }

  /// A text that equals the text of equal selectors only.
  String toText() {
    return axis + " " + startMs + " " + endMs;
  }

  /// Reads what [#toText] wrote.
  static FragmentSelector ofText(String text) {
    var parts = text.split(" ", 3);
    return new FragmentSelector(
        TimeAxis.valueOf(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }
}
