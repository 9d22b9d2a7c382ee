package io.kinora.server.playback.session;

import io.kinora.server.playback.Deduplication;
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

/// What a stream held in a range when a session was created, in the order of the session's clock
/// and without duplicates. Read page by page, for a session that has no end may begin long ago; a
/// duplicate lies near its original, so that the last rows of a page suffice for the next one.
final class SelectedRows {
  private static final int PAGE = 1000;
  private static final int CONTEXT = 32;

  private final FragmentStore store;
  private final ReadScope scope;
  private final Selection selection;
  private final Deduplication deduplication;
  private final ArrayDeque<FragmentMetadata> rows = new ArrayDeque<>();
  private List<FragmentMetadata> context = List.of();
  private Optional<Position> after = Optional.empty();
  private boolean read;

  SelectedRows(
      FragmentStore store, ReadScope scope, Selection selection, Deduplication deduplication) {
    this.store = store;
    this.scope = scope;
    this.selection = selection;
    this.deduplication = deduplication;
  }

  /// The next one; empty after the last.
  Optional<FragmentMetadata> next() throws IOException {
    while (rows.isEmpty() && !read) {
      accept(page());
    }
    return Optional.ofNullable(rows.poll());
  }

  /// Rows in memory.
  int held() {
    return rows.size() + context.size();
  }

  /// The next rows, the last start among them with all its rows.
  private List<FragmentMetadata> page() throws IOException {
    var page =
        store.list(
            new FragmentQuery(
                scope, selection.axis(), selection.startMs(), selection.endMs(), after, PAGE));
    read = page.size() < PAGE;
    int end = page.size();
    if (!read && startMs(page.getFirst()) != startMs(page.getLast())) {
      while (startMs(page.get(end - 1)) == startMs(page.getLast())) {
        end--;
      }
    }
    if (end > 0) {
      var last = page.get(end - 1);
      after = Optional.of(new Position(startMs(last), last.number()));
    }
    return page.subList(0, end);
  }

  private void accept(List<FragmentMetadata> page) {
    var candidates = new ArrayList<>(context);
    for (var row : page) {
      if (row.continuity().ordinal() <= selection.newestOrdinal()) {
        candidates.add(row);
      }
    }
    if (selection.axis() == TimeAxis.SERVER) {
      rows.addAll(candidates);
      return;
    }
    long publishedMs = context.isEmpty() ? Long.MIN_VALUE : startMs(context.getLast());
    for (var row : deduplication.of(candidates, selection.axis())) {
      if (context.isEmpty() || startMs(row) > publishedMs) {
        rows.add(row);
      }
    }
    var accepted = new ArrayList<>(context);
    accepted.addAll(rows);
    context =
        List.copyOf(accepted.subList(Math.max(0, accepted.size() - CONTEXT), accepted.size()));
  }

  private long startMs(FragmentMetadata row) {
    return row.timeMs(selection.axis());
  }
}
