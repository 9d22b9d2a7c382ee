package io.kinora.server.overview;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// DescribeStreamCoverage: which times of a range are recorded, as exactly as a picture of them
/// needs. Bounded: an answer has at most one span more than [#RESOLUTIONS_MAX].
public final class DescribeStreamCoverage implements StreamOperation<DescribeStreamCoverage.Input> {
  /// How many times the resolution a range may be long.
  static final long RESOLUTIONS_MAX = 2000;

  private static final int RESOLUTION_MS_MAX = 86_400_000;

  private final FragmentStore store;
  private final Duration longestFragment;

  /// @param longestFragment no fragment is longer
  public DescribeStreamCoverage(FragmentStore store, Duration longestFragment) {
    this.store = store;
    this.longestFragment = longestFragment;
  }

  /// A valid request.
  record Input(StreamReference stream, FragmentSelector selector, @Nullable Integer resolutionMs) {}

  @Override
  public Action action() {
    return Action.DESCRIBE_STREAM_COVERAGE;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        in.required("FragmentSelector", FragmentSelector.SHAPE),
        in.optional("ResolutionInMilliseconds", Shapes.integer(1, RESOLUTION_MS_MAX)));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) throws IOException {
    var selector = input.selector();
    long lengthMs = selector.endMs() - selector.startMs();
    if (lengthMs < 0) {
      throw ApiError.INVALID_ARGUMENT.because("EndTimestamp is before StartTimestamp.");
    }
    long leastMs = Math.ceilDiv(lengthMs, RESOLUTIONS_MAX);
    long wantedMs = input.resolutionMs() == null ? leastMs : input.resolutionMs();
    if (wantedMs < leastMs) {
      throw ApiError.INVALID_ARGUMENT.because(
          "A range of %d ms needs a ResolutionInMilliseconds of %d or more."
              .formatted(lengthMs, leastMs));
    }
    long resolutionMs = Math.max(wantedMs, Continuity.TOLERANCE_MS);
    var scope = ReadScope.archive(stream, call.nowMs());
    var spans =
        new Coverage(store, scope, selector.axis(), longestFragment.toMillis(), resolutionMs)
            .within(selector.startMs(), selector.endMs());
    return json -> {
      json.number("ResolutionInMilliseconds", resolutionMs);
      json.objects("Spans", spans.stream().map(DescribeStreamCoverage::describe).toList());
    };
  }

  private static Output describe(Coverage.Span span) {
    return json -> {
      json.timestamp("StartTimestamp", span.startMs());
      json.timestamp("EndTimestamp", span.endMs());
    };
  }
}
