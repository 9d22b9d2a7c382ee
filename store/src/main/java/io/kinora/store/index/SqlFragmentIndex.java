package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentSummary;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import io.kinora.store.log.RetentionClass;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of fragments in SQL, the same for every database.
///
/// Server time never falls along the sequence of a stream. One place relies on it,
/// [FragmentQueries#after], to step over many expired rows at once.
public final class SqlFragmentIndex implements FragmentIndex {
  private static final String LONGEST = "longest_duration_ms";

  private static final String INSERT =
      FragmentRow.insertInto("fragment") + " ON CONFLICT DO NOTHING";

  private static final String PUT_SEGMENT =
      """
      INSERT INTO segment (number, retention_class, created_ms, end_bytes, sealed,
        live_rows, live_bytes, kept_bytes, erase_due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
      ON CONFLICT (number) DO UPDATE SET end_bytes = excluded.end_bytes, sealed = excluded.sealed,
        live_rows = segment.live_rows + excluded.live_rows,
        live_bytes = segment.live_bytes + excluded.live_bytes,
        kept_bytes = excluded.kept_bytes\
      """;

  private final SqlDatabase database;
  private final FragmentQueries queries;

  /// Used inside transactions only.
  private final TakenBack takenBack = new TakenBack();

  /// No fragment is longer. Changed inside transactions only.
  private volatile long longestDurationMs;

  public SqlFragmentIndex(SqlDatabase database) throws IOException {
    this.database = database;
    this.queries = new FragmentQueries(database.dialect());
    this.longestDurationMs =
        database
            .read(session -> SqlDatabase.meta(session, LONGEST))
            .map(Long::parseLong)
            .orElse(0L);
  }

  /// Rows and octets that a transaction adds to a segment.
  private static final class Growth {
    long rows;
    long bytes;
  }

  @Override
  public List<Inserted> insert(List<FragmentMetadata> rows, List<SegmentState> segments)
      throws IndexException {
    return database.write(
        session -> {
          var results = new ArrayList<Inserted>(rows.size());
          for (var row : rows) {
            boolean listed = FragmentRow.insert(session.prepare(INSERT), row);
            results.add(listed ? Inserted.LISTED : whyNot(session, row.streamId()));
          }
          grow(session, rows, results, segments);
          return results;
        });
  }

  @Override
  public void replay(List<FragmentMetadata> rows, List<SegmentState> segments)
      throws IndexException {
    database.write(
        session -> {
          var results = new ArrayList<Inserted>(rows.size());
          for (var row : rows) {
            results.add(replay(session, row));
          }
          grow(session, rows, results, segments);
          eraseGone(session, rows, results);
          return results;
        });
  }

  /// An index that is made anew does not know what its predecessor had still to be erased.
  private static void eraseGone(
      Session session, List<FragmentMetadata> rows, List<Inserted> results) throws SQLException {
    var segments = new HashSet<Long>();
    for (int i = 0; i < rows.size(); i++) {
      if (results.get(i) == Inserted.STREAM_GONE) {
        segments.add(rows.get(i).location().segment());
      }
    }
    for (long segment : segments) {
      session.update("UPDATE segment SET erase_due = 1 WHERE number = ?", segment);
    }
  }

  private Inserted replay(Session session, FragmentMetadata row) throws SQLException {
    boolean listed =
        !takenBack.includes(row)
            && (FragmentRow.insert(session.prepare(INSERT), row)
                || (takenBack.settle(session, queries, database.removals(), row)
                    && FragmentRow.insert(session.prepare(INSERT), row)));
    return listed ? Inserted.LISTED : whyNot(session, row.streamId());
  }

  /// Adds what was listed to its segments.
  private void grow(
      Session session,
      List<FragmentMetadata> rows,
      List<Inserted> results,
      List<SegmentState> segments)
      throws SQLException {
    var growth = new HashMap<Long, Growth>();
    for (int i = 0; i < rows.size(); i++) {
      if (results.get(i) == Inserted.LISTED) {
        var row = rows.get(i);
        var segment = growth.computeIfAbsent(row.location().segment(), _ -> new Growth());
        segment.rows++;
        segment.bytes += row.location().lengthBytes();
        noteDuration(session, row.durationMs());
      }
    }
    for (var state : segments) {
      put(session, state, growth.getOrDefault(state.number(), new Growth()));
    }
  }

  private static Inserted whyNot(Session session, long streamId) throws SQLException {
    return session.number("SELECT count(*) FROM stream WHERE id = ?", streamId) == 0
        ? Inserted.STREAM_GONE
        : Inserted.NUMBER_TAKEN;
  }

  private void noteDuration(Session session, long durationMs) throws SQLException {
    if (durationMs > longestDurationMs) {
      SqlDatabase.putMeta(session, LONGEST, Long.toString(durationMs));
      // Too long after a rollback does no harm.
      longestDurationMs = durationMs;
    }
  }

  private static void put(Session session, SegmentState state, Growth growth) throws SQLException {
    session.update(
        PUT_SEGMENT,
        state.number(),
        state.retention().code(),
        state.createdAtMs(),
        state.endBytes(),
        state.sealed() ? 1 : 0,
        growth.rows,
        growth.bytes,
        state.endBytes());
  }

  @Override
  public List<FragmentMetadata> after(ReadScope scope, long sequence, int limit)
      throws IOException {
    return database.read(session -> queries.after(session, scope, sequence, limit));
  }

  @Override
  public Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number)
      throws IOException {
    return database.read(session -> queries.find(session, scope, number));
  }

  @Override
  public Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException {
    return database.read(session -> queries.lastAtOrBefore(session, scope, axis, timeMs));
  }

  @Override
  public Optional<FragmentMetadata> firstByProducerTime(
      ReadScope scope, long timeMs, boolean containing) throws IOException {
    return database.read(
        session ->
            containing
                ? queries.containing(session, scope, timeMs, longestDurationMs)
                : queries.startingAfter(session, scope, timeMs));
  }

  @Override
  public List<FragmentMetadata> list(FragmentQuery query) throws IOException {
    return database.read(session -> queries.list(session, query));
  }

  @Override
  public List<FragmentSummary> summaries(FragmentQuery query) throws IOException {
    return database.read(session -> queries.summaries(session, query));
  }

  @Override
  public List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException {
    return database.read(session -> queries.newest(session, scope, limit));
  }

  @Override
  public Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException {
    return database.read(session -> queries.at(session, scope, ordinal));
  }

  @Override
  public List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit)
      throws IOException {
    return database.read(session -> queries.afterOrdinal(session, scope, ordinal, limit));
  }

  @Override
  public Optional<FragmentMetadata> last(long streamId) throws IOException {
    return database.read(session -> queries.last(session, streamId));
  }

  @Override
  public boolean contains(FragmentMetadata row) throws IOException {
    return database.read(session -> queries.contains(session, row));
  }

  @Override
  public boolean stillContains(FragmentMetadata row) throws IOException {
    return !database.removals().mayInclude(row) || contains(row);
  }

  @Override
  public long lastSequence(long streamId) throws IOException {
    return database.read(
        session ->
            session.number(
                "SELECT coalesce(max(sequence), 0) FROM fragment WHERE stream_id = ?", streamId));
  }

  @Override
  public long count() throws IOException {
    return database.read(
        session -> session.number("SELECT coalesce(sum(live_rows), 0) FROM segment"));
  }

  @Override
  public Map<Long, SegmentState> segments() throws IOException {
    return database.read(SqlFragmentIndex::segments);
  }

  static Map<Long, SegmentState> segments(Session session) throws SQLException {
    var segments = new HashMap<Long, SegmentState>();
    for (var state :
        session.all(
            "SELECT number, retention_class, created_ms, end_bytes, sealed FROM segment",
            row ->
                new SegmentState(
                    row.getLong(1),
                    new RetentionClass(row.getInt(2)),
                    row.getLong(3),
                    row.getLong(4),
                    row.getInt(5) != 0))) {
      segments.put(state.number(), state);
    }
    return segments;
  }

  @Override
  public void removeSegments(Set<Long> segments) throws IndexException {
    database.write(
        session -> {
          for (long number : segments) {
            session.update("UPDATE segment SET end_bytes = -1 WHERE number = ?", number);
          }
          session.update(
              """
              DELETE FROM fragment
              WHERE segment IN (SELECT number FROM segment WHERE end_bytes < 0)\
              """);
          return session.update("DELETE FROM segment WHERE end_bytes < 0");
        });
  }

  @Override
  public void removeTransient() throws IndexException {
    database.write(
        session -> {
          session.update("DELETE FROM fragment WHERE archived = 0");
          return session.update(
              "DELETE FROM segment WHERE retention_class = ?", RetentionClass.TRANSIENT.code());
        });
  }
}
