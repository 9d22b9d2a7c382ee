package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentSummary;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The texts of all queries for fragments: each is one range of one order of the table, and yields
/// nothing when the stream is gone.
final class FragmentQueries {
  private static final String LAST_REMOVED =
      "SELECT " + FragmentRow.PACKED + " FROM last_fragment WHERE stream_id = ?";

  static final String STREAM_LIVES = " AND EXISTS (SELECT 1 FROM stream WHERE id = ?)";

  private final String afterSequence;
  private final String firstVisible;
  private final String exact;
  private final String lastByServerTime;
  private final String lastByProducerTime;
  private final String containing;
  private final String startingAfter;
  private final Listing<FragmentMetadata> rows;
  private final Listing<FragmentSummary> summaries;
  private final String newest;
  private final String atOrdinal;
  private final String afterOrdinal;
  private final String lastOfStream;

  FragmentQueries(Dialect dialect) {
    var select = "SELECT " + FragmentRow.PACKED + " FROM fragment";
    var bySequence = dialect.use("fragment_by_sequence");
    var byProducer = dialect.use("fragment_by_producer");
    afterSequence =
        select
            + bySequence
            + " WHERE stream_id = ? AND sequence > ? AND archived >= ?"
            + STREAM_LIVES
            + " ORDER BY sequence LIMIT ?";
    firstVisible =
        select
            + " WHERE stream_id = ? AND server_ms >= ? AND sequence > ? AND archived >= ?"
            + STREAM_LIVES
            + " ORDER BY server_ms, sequence LIMIT ?";
    exact =
        select
            + " WHERE stream_id = ? AND server_ms = ? AND sequence = ? AND archived >= ?"
            + STREAM_LIVES;
    lastByServerTime =
        select
            + " WHERE stream_id = ? AND server_ms >= ? AND server_ms <= ? AND archived >= ?"
            + STREAM_LIVES
            + " ORDER BY server_ms DESC, sequence DESC LIMIT 1";
    lastByProducerTime =
        select
            + byProducer
            + " WHERE stream_id = ? AND producer_ms <= ? AND server_ms >= ? AND archived >= ?"
            + STREAM_LIVES
            + " ORDER BY producer_ms DESC, sequence DESC LIMIT 1";
    containing =
        select
            + byProducer
            + " WHERE stream_id = ? AND producer_ms >= ? AND producer_ms <= ?"
            + " AND producer_ms + duration_ms >= ? AND server_ms >= ? AND archived >= ?"
            + STREAM_LIVES
            + " ORDER BY sequence LIMIT 1";
    startingAfter =
        select
            + bySequence
            + " WHERE stream_id = ? AND sequence = (SELECT min(sequence) FROM fragment"
            + byProducer
            + " WHERE stream_id = ? AND producer_ms > ? AND server_ms >= ? AND archived >= ?)"
            + STREAM_LIVES;
    rows = new Listing<>(dialect, FragmentRow::metadata);
    summaries = new Listing<>(dialect, FragmentRow::summary);
    var inOrder = select + dialect.use("fragment_by_ordinal") + " WHERE stream_id = ?";
    var visible = inOrder + " AND server_ms >= ? AND archived >= ?" + STREAM_LIVES;
    newest = visible + " ORDER BY ordinal DESC LIMIT ?";
    atOrdinal = visible + " AND ordinal = ?";
    afterOrdinal = visible + " AND ordinal > ? ORDER BY ordinal LIMIT ?";
    lastOfStream = inOrder + " ORDER BY ordinal DESC LIMIT 1";
  }

  /// All texts, for those who check how a database goes about them.
  List<String> texts() {
    var texts = new ArrayList<>(rows.texts());
    texts.addAll(summaries.texts());
    texts.addAll(
        List.of(
            afterSequence,
            firstVisible,
            exact,
            lastByServerTime,
            lastByProducerTime,
            containing,
            startingAfter,
            newest,
            atOrdinal,
            afterOrdinal,
            lastOfStream));
    return texts;
  }

  /// The one that sorts what it finds: the few fragments around a moment.
  String containing() {
    return containing;
  }

  List<FragmentMetadata> after(Session session, ReadScope scope, long sequence, int limit)
      throws SQLException {
    long id = scope.streamId();
    int archived = archived(scope);
    var rows = session.all(afterSequence, FragmentRow::metadata, id, sequence, archived, id, limit);
    if (rows.isEmpty() || rows.getFirst().number().serverTimeMs() >= scope.notBeforeMs()) {
      return rows;
    }
    // The first has expired, and so has everything before it: go on where expiry ends.
    return session.all(
        firstVisible,
        FragmentRow::metadata,
        id,
        scope.notBeforeMs(),
        sequence,
        archived,
        id,
        limit);
  }

  Optional<FragmentMetadata> find(Session session, ReadScope scope, FragmentNumber number)
      throws SQLException {
    return number.serverTimeMs() < scope.notBeforeMs()
        ? Optional.empty()
        : exactly(session, scope.streamId(), number, archived(scope));
  }

  private Optional<FragmentMetadata> exactly(
      Session session, long streamId, FragmentNumber number, int archived) throws SQLException {
    return session
        .first(
            exact,
            FragmentRow::metadata,
            streamId,
            number.serverTimeMs(),
            number.sequence(),
            archived,
            streamId)
        .filter(row -> row.number().equals(number));
  }

  Optional<FragmentMetadata> lastAtOrBefore(
      Session session, ReadScope scope, TimeAxis axis, long timeMs) throws SQLException {
    long id = scope.streamId();
    long edgeMs = scope.notBeforeMs();
    int archived = archived(scope);
    return switch (axis) {
      case SERVER ->
          session.first(lastByServerTime, FragmentRow::metadata, id, edgeMs, timeMs, archived, id);
      case PRODUCER ->
          session.first(
              lastByProducerTime, FragmentRow::metadata, id, timeMs, edgeMs, archived, id);
    };
  }

  Optional<FragmentMetadata> containing(
      Session session, ReadScope scope, long timeMs, long longestDurationMs) throws SQLException {
    long id = scope.streamId();
    return session.first(
        containing,
        FragmentRow::metadata,
        id,
        timeMs - longestDurationMs,
        timeMs,
        timeMs,
        scope.notBeforeMs(),
        archived(scope),
        id);
  }

  /// Reads the producer times above `timeMs`, all of them: a producer's clock may do anything, so
  /// any of them can have the lowest number.
  Optional<FragmentMetadata> startingAfter(Session session, ReadScope scope, long timeMs)
      throws SQLException {
    long id = scope.streamId();
    return session.first(
        startingAfter,
        FragmentRow::metadata,
        id,
        id,
        timeMs,
        scope.notBeforeMs(),
        archived(scope),
        id);
  }

  List<FragmentMetadata> list(Session session, FragmentQuery query) throws SQLException {
    return rows.of(session, query);
  }

  List<FragmentSummary> summaries(Session session, FragmentQuery query) throws SQLException {
    return summaries.of(session, query);
  }

  List<FragmentMetadata> newest(Session session, ReadScope scope, int limit) throws SQLException {
    long id = scope.streamId();
    return session.all(
        newest, FragmentRow::metadata, id, scope.notBeforeMs(), archived(scope), id, limit);
  }

  Optional<FragmentMetadata> at(Session session, ReadScope scope, long ordinal)
      throws SQLException {
    long id = scope.streamId();
    return session.first(
        atOrdinal, FragmentRow::metadata, id, scope.notBeforeMs(), archived(scope), id, ordinal);
  }

  List<FragmentMetadata> afterOrdinal(Session session, ReadScope scope, long ordinal, int limit)
      throws SQLException {
    long id = scope.streamId();
    return session.all(
        afterOrdinal,
        FragmentRow::metadata,
        id,
        scope.notBeforeMs(),
        archived(scope),
        id,
        ordinal,
        limit);
  }

  /// The fragment that was appended last, whether or not it is still there.
  Optional<FragmentMetadata> last(Session session, long streamId) throws SQLException {
    var listed = session.first(lastOfStream, FragmentRow::metadata, streamId);
    var removed = session.first(LAST_REMOVED, FragmentRow::metadata, streamId);
    return removed.isPresent()
            && (listed.isEmpty()
                || listed.get().continuity().ordinal() < removed.get().continuity().ordinal())
        ? removed
        : listed;
  }

  /// Whether it is listed in the same place.
  boolean contains(Session session, FragmentMetadata row) throws SQLException {
    return exactly(session, row.streamId(), row.number(), 0)
        .filter(listed -> listed.location().segment() == row.location().segment())
        .filter(listed -> listed.location().offsetBytes() == row.location().offsetBytes())
        .isPresent();
  }

  /// What a row's `archived` must reach.
  static int archived(ReadScope scope) {
    return scope.archivedOnly() ? 1 : 0;
  }
}
