package io.kinora.server.overview;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds which times of a stream are recorded without reading every row.
///
/// Two rows with equal break counters have no gap between them, however many rows that is: the end
/// of a run is found by doubling steps and bisection. Where runs are short (several producers, a
/// clock that jitters) the resolution bounds the work instead: what follows within it is joined
/// unseen, so that each step but the last of a span goes that far. Together: a logarithm of the
/// rows for each span, and at most a few thousand steps for any answer.
///
/// @param scope what the caller may see
/// @param axis the clock
/// @param longestMs no fragment is longer, so none that began earlier reaches into a range
/// @param resolutionMs gaps up to this one are no gaps; at least [Continuity#TOLERANCE_MS], up to
///     which fragments are one run
record Coverage(
    FragmentStore store, ReadScope scope, TimeAxis axis, long longestMs, long resolutionMs) {
  /// Rows that are looked at before a gap is believed.
  private static final int OVERLAPPING_MAX = 256;

  /// A recorded time, epoch milliseconds.
  record Span(long startMs, long endMs) {}

  /// The recorded times within a range, in order; between two lies more than the resolution.
  List<Span> within(long fromMs, long toMs) throws IOException {
    var spans = new ArrayList<Span>();
    var first = firstStartingIn(fromMs - longestMs, toMs);
    while (first.isPresent()) {
      long startMs = first.get().timeMs(axis);
      long endMs = endOfSpan(first.get(), toMs);
      if (endMs > fromMs) {
        spans.add(new Span(Math.max(startMs, fromMs), Math.min(endMs, toMs)));
      }
      first = firstStartingIn(endMs + 1, toMs);
    }
    return spans;
  }

  /// Where the span ends that begins with this row; no more than [#resolutionMs] is missing inside.
  private long endOfSpan(FragmentMetadata first, long toMs) throws IOException {
    long endMs = endOfRun(first, toMs);
    while (endMs < toMs) {
      long reachMs = Math.min(endMs + resolutionMs, toMs);
      var last = store.lastAtOrBefore(scope, axis, reachMs);
      long furtherMs = last.isPresent() ? endOfRun(last.get(), toMs) : endMs;
      if (furtherMs <= endMs) {
        furtherMs = endOfOverlapping(endMs);
      }
      if (furtherMs <= endMs) {
        break;
      }
      endMs = furtherMs;
    }
    return endMs;
  }

  /// The end of the row that, of those that began before a moment, reaches furthest: of several
  /// producers one may have gone on where another ended.
  private long endOfOverlapping(long momentMs) throws IOException {
    return list(momentMs - longestMs, momentMs, OVERLAPPING_MAX).stream()
        .mapToLong(this::end)
        .max()
        .orElse(momentMs);
  }

  /// The end of the last row that no break separates from this one, or of one behind `toMs`.
  private long endOfRun(FragmentMetadata row, long toMs) throws IOException {
    var last = row;
    long stride = 1;
    while (last.timeMs(axis) < toMs) {
      var probe = sameRun(last, stride);
      if (probe.isEmpty()) {
        break;
      }
      last = probe.get();
      stride *= 2;
    }
    for (stride /= 2; stride > 0; stride /= 2) {
      last = sameRun(last, stride).orElse(last);
    }
    return end(last);
  }

  /// The row so many ordinals further, if no break lies between.
  private Optional<FragmentMetadata> sameRun(FragmentMetadata row, long ordinals)
      throws IOException {
    return store
        .at(scope, row.continuity().ordinal() + ordinals)
        .filter(other -> breaks(other.continuity()) == breaks(row.continuity()));
  }

  private int breaks(Continuity continuity) {
    return switch (axis) {
      case SERVER -> continuity.serverBreaks();
      case PRODUCER -> continuity.producerBreaks();
    };
  }

  private long end(FragmentMetadata row) {
    return row.playedToMs(axis);
  }

  private Optional<FragmentMetadata> firstStartingIn(long fromMs, long toMs) throws IOException {
    return list(fromMs, toMs, 1).stream().findFirst();
  }

  private List<FragmentMetadata> list(long fromMs, long toMs, int limit) throws IOException {
    return fromMs > toMs
        ? List.of()
        : store.list(new FragmentQuery(scope, axis, fromMs, toMs, Optional.empty(), limit));
  }
}
