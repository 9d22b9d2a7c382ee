package io.kinora.server.image;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentQuery.Position;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the fragments that cover rising instants, reading the index once from the first to the
/// last.
final class FragmentCursor {
  private static final int ROWS = 500;

  private final FragmentStore store;
  private final ReadScope scope;
  private final TimeAxis axis;
  private final long fromMs;
  private final long toMs;

  /// Rows that were read and begin later than the last instant asked for.
  private final ArrayDeque<FragmentMetadata> ahead = new ArrayDeque<>();

  /// Fragments that have begun and not ended, in the order they began.
  private final List<FragmentMetadata> begun = new ArrayList<>();

  private Optional<Position> position = Optional.empty();
  private boolean exhausted;

  /// @param fromMs earliest start of a fragment that counts
  /// @param toMs the last instant that will be asked for
  FragmentCursor(FragmentStore store, ReadScope scope, TimeAxis axis, long fromMs, long toMs) {
    this.store = store;
    this.scope = scope;
    this.axis = axis;
    this.fromMs = fromMs;
    this.toMs = toMs;
  }

  /// What may be seen of the stream.
  ReadScope scope() {
    return scope;
  }

  /// The fragment with `start <= timeMs < start + playback duration`; of several the one that
  /// began last, of those that began together the one received last.
  ///
  /// @param timeMs not before the instant asked for last
  Optional<FragmentMetadata> covering(long timeMs) throws IOException {
    while (next() && ahead.getFirst().timeMs(axis) <= timeMs) {
      begun.add(ahead.removeFirst());
    }
    begun.removeIf(fragment -> fragment.timeMs(axis) + fragment.durationMs() <= timeMs);
    return begun.isEmpty() ? Optional.empty() : Optional.of(begun.getLast());
  }

  private boolean next() throws IOException {
    if (ahead.isEmpty() && !exhausted) {
      var rows = store.list(new FragmentQuery(scope, axis, fromMs, toMs, position, ROWS));
      exhausted = rows.size() < ROWS;
      if (!rows.isEmpty()) {
        var last = rows.getLast();
        position = Optional.of(new Position(last.timeMs(axis), last.number()));
      }
      ahead.addAll(rows);
    }
    return !ahead.isEmpty();
  }
}
