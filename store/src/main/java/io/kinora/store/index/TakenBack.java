package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.ReadScope;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Records that a failure took back and that a start finds all the same, because the disk would not
/// cut them off, or forgot that it had.
///
/// They are the end of what their stream has in segments that were closed by the failure, and their
/// ordinals were given away again, all of them in segments of higher numbers. So where two records
/// of a stream have the same ordinal, the one in the lower segment was taken back, and with it
/// every one of a higher ordinal that is not in a segment above that.
final class TakenBack {
  private static final String COUNT_SEQUENCE =
      "SELECT count(*) FROM fragment WHERE stream_id = ? AND sequence = ?";

  private static final int PAGE = 1000;

  /// From which ordinal on, and up to and with which segment.
  private record Tail(long ordinal, long segment) {
    boolean includes(FragmentMetadata row) {
      return row.continuity().ordinal() >= ordinal && row.location().segment() <= segment;
    }
  }

  private final Map<Long, Tail> tails = new HashMap<>();

  /// Whether it is known of this record.
  boolean includes(FragmentMetadata row) {
    var tail = tails.get(row.streamId());
    return tail != null && tail.includes(row);
  }

  /// Finds out which was taken back, a row that could not be inserted or the one that has its
  /// ordinal, and removes what was.
  ///
  /// @return whether the row can be inserted now
  boolean settle(Session session, FragmentQueries queries, Removals removals, FragmentMetadata row)
      throws SQLException {
    var all = new ReadScope(row.streamId(), Long.MIN_VALUE, false);
    long ordinal = row.continuity().ordinal();
    long segment = row.location().segment();
    var rival = queries.at(session, all, ordinal);
    if (rival.isEmpty()
        || rival.get().location().segment() == segment
        || session.number(COUNT_SEQUENCE, row.streamId(), row.number().sequence()) > 0) {
      return false;
    }
    if (rival.get().location().segment() > segment) {
      tails.put(row.streamId(), new Tail(ordinal, segment));
      return false;
    }
    var tail = new Tail(ordinal, rival.get().location().segment());
    tails.put(row.streamId(), tail);
    for (var page = List.of(rival.get()); !page.isEmpty(); ) {
      remove(session, removals, page.stream().filter(tail::includes).toList());
      long last = page.getLast().continuity().ordinal();
      page = queries.afterOrdinal(session, all, last, PAGE);
    }
    return true;
  }

  /// The stream never ended with them.
  private static void remove(Session session, Removals removals, List<FragmentMetadata> rows)
      throws SQLException {
    SqlExpiryIndex.remove(session, removals, rows, 0);
    for (var row : rows) {
      session.update(
          "DELETE FROM last_fragment WHERE stream_id = ? AND sequence = ?",
          row.streamId(),
          row.number().sequence());
    }
  }
}
