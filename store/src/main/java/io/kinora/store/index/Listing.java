package io.kinora.store.index;

import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentQuery.Position;
import java.sql.SQLException;
import java.util.List;

/// The queries that list fragments by time, for what somebody wants of a row.
final class Listing<T> {
  private static final Position START = new Position(Long.MIN_VALUE, new FragmentNumber(0, 0, 0));

  private final String byServerTime;
  private final String byProducerTime;
  private final Session.Row<T> row;

  Listing(Dialect dialect, Session.Row<T> row) {
    var select = "SELECT " + FragmentRow.PACKED + " FROM fragment";
    this.row = row;
    byServerTime =
        select
            + " WHERE stream_id = ? AND server_ms >= ? AND server_ms <= ?"
            + " AND (server_ms, sequence) > (?, ?) AND archived >= ?"
            + FragmentQueries.STREAM_LIVES
            + " ORDER BY server_ms, sequence LIMIT ?";
    byProducerTime =
        select
            + dialect.use("fragment_by_producer")
            + " WHERE stream_id = ? AND producer_ms >= ? AND producer_ms <= ?"
            + " AND (producer_ms, sequence) > (?, ?)"
            + " AND server_ms >= ? AND archived >= ?"
            + FragmentQueries.STREAM_LIVES
            + " ORDER BY producer_ms, sequence LIMIT ?";
  }

  List<String> texts() {
    return List.of(byServerTime, byProducerTime);
  }

  List<T> of(Session session, FragmentQuery query) throws SQLException {
    var scope = query.scope();
    long id = scope.streamId();
    int archived = FragmentQueries.archived(scope);
    var after = query.after().orElse(START);
    var number = after.number();
    // The beginning of the range is where the database starts to read.
    long from = Math.max(query.fromMs(), after.timeMs());
    return switch (query.axis()) {
      case SERVER ->
          session.all(
              byServerTime,
              row,
              id,
              Math.max(from, scope.notBeforeMs()),
              query.toMs(),
              after.timeMs(),
              number.sequence(),
              archived,
              id,
              query.limit());
      case PRODUCER ->
          session.all(
              byProducerTime,
              row,
              id,
              from,
              query.toMs(),
              after.timeMs(),
              number.sequence(),
              scope.notBeforeMs(),
              archived,
              id,
              query.limit());
    };
  }
}
