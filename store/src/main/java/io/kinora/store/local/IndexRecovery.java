package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.index.FragmentIndex;
import io.kinora.store.log.LogRecovery;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Brings the index up to the log, some thousand rows a transaction. Fragments of streams that are
/// gone fall away in the index.
final class IndexRecovery implements LogRecovery.Sink {
  private static final int ROWS_PER_TRANSACTION = 10_000;

  private final FragmentIndex index;
  private final List<FragmentMetadata> rows = new ArrayList<>();
  private final Map<Long, SegmentState> states = new LinkedHashMap<>();

  IndexRecovery(FragmentIndex index) {
    this.index = index;
  }

  @Override
  public void lost(Set<Long> segments) throws IOException {
    index.removeSegments(segments);
  }

  @Override
  public void replay(List<FragmentMetadata> fragments, SegmentState state) throws IOException {
    rows.addAll(fragments);
    states.put(state.number(), state);
    if (rows.size() >= ROWS_PER_TRANSACTION) {
      flush();
    }
  }

  /// Inserts what was gathered.
  void flush() throws IOException {
    if (!states.isEmpty()) {
      index.replay(rows, List.copyOf(states.values()));
      rows.clear();
      states.clear();
    }
  }
}
