package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.ReadScope;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Retention in SQL. Rows are looked up first and removed one by one by their key, which every
/// database does alike.
public final class SqlExpiryIndex implements ExpiryIndex {
  private static final long HOUR_MS = 3_600_000;

  /// A stream that keeps nothing still has its short buffer.
  private static final String EXPIRED_STREAMS =
      """
      SELECT s.id, ? - CASE s.retention_hours WHEN 0 THEN %d ELSE s.retention_hours * %d END
      FROM stream s
      WHERE s.id > ? AND EXISTS (SELECT 1 FROM fragment f WHERE f.stream_id = s.id
        AND f.server_ms <
          ? - CASE s.retention_hours WHEN 0 THEN %d ELSE s.retention_hours * %d END)
      ORDER BY s.id LIMIT ?\
      """
          .formatted(ReadScope.BUFFER_MS, HOUR_MS, ReadScope.BUFFER_MS, HOUR_MS);

  private static final String ROWS_OF_STREAM =
      "SELECT "
          + FragmentRow.PACKED
          + " FROM fragment WHERE stream_id = ? AND server_ms < ?"
          + " ORDER BY server_ms, sequence LIMIT ?";

  private static final String DELETE_ROW =
      "DELETE FROM fragment WHERE stream_id = ? AND server_ms = ? AND sequence = ?";

  private static final String SHRINK_SEGMENT =
      """
      UPDATE segment SET live_rows = live_rows - ?, live_bytes = live_bytes - ?,
        erase_due = CASE WHEN erase_due > ? THEN erase_due ELSE ? END
      WHERE number = ?\
      """;

  private final SqlDatabase database;
  private final String oldBuffers;

  public SqlExpiryIndex(SqlDatabase database) {
    this.database = database;
    this.oldBuffers =
        "SELECT "
            + FragmentRow.PACKED
            + " FROM fragment"
            + database.dialect().use("fragment_transient")
            + " WHERE archived = 0 AND server_ms < ? ORDER BY server_ms LIMIT ?";
  }

  @Override
  public List<ExpiredStream> expired(long afterId, long nowMs, int limit) throws IOException {
    return database.read(
        session ->
            session.all(
                EXPIRED_STREAMS,
                row -> new ExpiredStream(row.getLong(1), row.getLong(2)),
                nowMs,
                afterId,
                nowMs,
                limit));
  }

  @Override
  public int removeExpired(ExpiredStream stream, int limit) throws IOException {
    return database.write(
        session ->
            remove(
                session, rows(session, ROWS_OF_STREAM, stream.id(), stream.beforeMs(), limit), 0));
  }

  @Override
  public int removeExpiredBuffers(long nowMs, int limit) throws IOException {
    return database.write(
        session ->
            remove(session, rows(session, oldBuffers, nowMs - ReadScope.BUFFER_MS, limit), 0));
  }

  @Override
  public List<Long> goneStreams(int limit) throws IOException {
    return numbers("SELECT id FROM gone_stream ORDER BY id LIMIT ?", limit);
  }

  @Override
  public int removeGone(long streamId, int limit) throws IOException {
    int removed =
        database.write(
            session -> {
              var rows = rows(session, ROWS_OF_STREAM, streamId, Long.MAX_VALUE, limit);
              if (rows.size() < limit) {
                session.update("DELETE FROM gone_stream WHERE id = ?", streamId);
              }
              int count = remove(session, rows, 1);
              session.update("DELETE FROM last_fragment WHERE stream_id = ?", streamId);
              return count;
            });
    if (removed < limit) {
      database.removals().forgetStream(streamId);
    }
    return removed;
  }

  @Override
  public void remove(List<FragmentMetadata> rows) throws IOException {
    int _ = database.write(session -> remove(session, rows, 0));
  }

  private static List<FragmentMetadata> rows(Session session, String sql, Object... arguments)
      throws SQLException {
    return session.all(sql, FragmentRow::metadata, arguments);
  }

  /// What a transaction takes from a segment.
  private static final class Loss {
    long rows;
    long bytes;
  }

  private int remove(Session session, List<FragmentMetadata> rows, int eraseDue)
      throws SQLException {
    return remove(session, database.removals(), rows, eraseDue);
  }

  static int remove(Session session, Removals removals, List<FragmentMetadata> rows, int eraseDue)
      throws SQLException {
    var losses = new HashMap<Long, Loss>();
    for (var row : rows) {
      removals.noteSegment(row.location().segment());
      var number = row.number();
      int removed =
          session.update(DELETE_ROW, row.streamId(), number.serverTimeMs(), number.sequence());
      if (removed == 1) {
        var loss = losses.computeIfAbsent(row.location().segment(), _ -> new Loss());
        loss.rows++;
        loss.bytes += row.location().lengthBytes();
      }
    }
    for (Map.Entry<Long, Loss> segment : losses.entrySet()) {
      var loss = segment.getValue();
      session.update(SHRINK_SEGMENT, loss.rows, loss.bytes, eraseDue, eraseDue, segment.getKey());
    }
    return rows.size();
  }

  @Override
  public List<FragmentMetadata> endsToKeep(int limit) throws IOException {
    return database.read(session -> StreamEndRows.notKept(session, limit));
  }

  @Override
  public List<Long> forgetEmptySegments() throws IOException {
    return database.write(
        session -> {
          var empty =
              session.all(
                  "SELECT number FROM segment WHERE sealed = 1 AND live_rows = 0",
                  row -> row.getLong(1));
          for (long number : empty) {
            session.update("DELETE FROM segment WHERE number = ?", number);
          }
          return empty;
        });
  }

  @Override
  public List<Long> unsealedDue() throws IOException {
    return numbers("SELECT number FROM segment WHERE sealed = 0 AND erase_due = 1");
  }

  @Override
  public List<Long> erasable() throws IOException {
    return numbers(
        """
        SELECT number FROM segment WHERE sealed = 1 AND live_rows > 0 AND retention_class > 0
          AND (erase_due = 1 OR live_bytes * 2 < kept_bytes) ORDER BY number\
        """);
  }

  private List<Long> numbers(String sql, Object... arguments) throws IOException {
    return database.read(session -> session.all(sql, row -> row.getLong(1), arguments));
  }

  @Override
  public void erased(long segment) throws IOException {
    int _ =
        database.write(
            session ->
                session.update(
                    "UPDATE segment SET erase_due = 0, kept_bytes = live_bytes WHERE number = ?",
                    segment));
  }

  @Override
  public void dropped(long segment) {
    database.removals().forgetSegment(segment);
  }

  @Override
  public void force() throws IOException {
    database.force();
  }
}
