package io.kinora.server.playback.session;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.config.Leniency;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import org.jspecify.annotations.Nullable;

/// The fragment selector of a session request: `HLSFragmentSelector` or `DASHFragmentSelector`.
/// Which members it needs depends on the playback mode.
///
/// @param axis the clock, absent if not said
/// @param startMs epoch milliseconds
/// @param endMs epoch milliseconds, inclusive
public record SessionRange(@Nullable TimeAxis axis, @Nullable Long startMs, @Nullable Long endMs) {
  /// Absent as a whole.
  public static final SessionRange NONE = new SessionRange(null, null, null);

  public static final Shape<SessionRange> SHAPE = Shapes.structure(SessionRange::read);

  private enum Type {
    SERVER_TIMESTAMP(TimeAxis.SERVER),
    PRODUCER_TIMESTAMP(TimeAxis.PRODUCER);

    private final TimeAxis axis;

    Type(TimeAxis axis) {
      this.axis = axis;
    }
  }

  private static SessionRange read(Members in) {
    var type = in.optional("FragmentSelectorType", Shapes.oneOf(Type.class));
    var range =
        in.optional("TimestampRange", Shapes.structure(SessionRange::readRange), SessionRange.NONE);
    return new SessionRange(type == null ? null : type.axis, range.startMs(), range.endMs());
  }

  private static SessionRange readRange(Members in) {
    return new SessionRange(
        null,
        in.optional("StartTimestamp", Shapes.TIMESTAMP),
        in.optional("EndTimestamp", Shapes.TIMESTAMP));
  }

  /// The clock of the session.
  public TimeAxis clock() {
    return axis == null ? TimeAxis.SERVER : axis;
  }

  /// Checks that what the mode needs is there, and nothing that it cannot have.
  ///
  /// @param member the selector's name, for messages
  public void checkFor(PlaybackMode mode, String member) {
    switch (mode) {
      case LIVE -> {
        if (startMs != null || endMs != null) {
          throw invalid("%s.TimestampRange cannot be used in LIVE mode.".formatted(member));
        }
      }
      case LIVE_REPLAY -> {
        if (axis == null || startMs == null) {
          throw invalid(
              "%s with FragmentSelectorType and StartTimestamp is required in LIVE_REPLAY mode."
                  .formatted(member));
        }
      }
      case ON_DEMAND -> {
        if (axis == null || startMs == null || endMs == null) {
          throw invalid(
              ("%s with FragmentSelectorType, StartTimestamp and EndTimestamp is required in"
                      + " ON_DEMAND mode.")
                  .formatted(member));
        }
      }
    }
  }

  /// Checks the range against the clock and the retention of the stream.
  void checkAgainst(StreamRecord stream, long nowMs, Leniency earlyStart) {
    long firstMs = startMs == null ? nowMs : startMs;
    if (endMs == null) {
      new FragmentSelector(clock(), firstMs, Long.MAX_VALUE).checkBegins(stream, nowMs, earlyStart);
    } else {
      new FragmentSelector(clock(), firstMs, endMs).checkPlayable(stream, nowMs, earlyStart);
    }
  }

  private static ApiException invalid(String message) {
    return ApiError.INVALID_ARGUMENT.because(message);
  }
}
