package io.kinora.store.index;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentSummary;
import io.kinora.store.Presentation;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The texts of all queries for fragments: each is one range of one order of the table, and yields
/// nothing when the stream is gone.
final class FragmentQueries {
  static final String COLUMNS =
      "stream_id, server_ms, sequence, random, producer_ms, length_ms, duration_ms, size_bytes,"
          + " archived, segment, offset_bytes, length_bytes, header_offset_bytes, configuration,"
          + " start_ms, video_ms, audio_ms, independent, ordinal, elapsed_ms, configurations,"
          + " configuration_ordinal, producer_breaks, server_breaks, gaps_ms, gap_elapsed_ms,"
          + " stored_bytes";

  private static final String SUMMARY_COLUMNS =
      "server_ms, sequence, random, producer_ms, length_ms, size_bytes";

  private static final String LAST_REMOVED =
      "SELECT " + COLUMNS + " FROM last_fragment WHERE stream_id = ?";

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
  private final String inPlace;
  private final String newest;
  private final String atOrdinal;
  private final String afterOrdinal;
  private final String lastOfStream;

  FragmentQueries(Dialect dialect) {
    var select = "SELECT " + COLUMNS + " FROM fragment";
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
            + " WHERE stream_id = ? AND server_ms = ? AND sequence = ? AND random = ?"
            + " AND archived >= ?"
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
    rows = new Listing<>(dialect, COLUMNS, FragmentQueries::row);
    summaries = new Listing<>(dialect, SUMMARY_COLUMNS, FragmentQueries::summary);
    inPlace =
        select
            + " WHERE stream_id = ? AND server_ms = ? AND sequence = ? AND random = ?"
            + " AND segment = ? AND offset_bytes = ?"
            + STREAM_LIVES;
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
            inPlace,
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
    var rows = session.all(afterSequence, FragmentQueries::row, id, sequence, archived, id, limit);
    if (rows.isEmpty() || rows.getFirst().number().serverTimeMs() >= scope.notBeforeMs()) {
      return rows;
    }
    // The first has expired, and so has everything before it: go on where expiry ends.
    return session.all(
        firstVisible, FragmentQueries::row, id, scope.notBeforeMs(), sequence, archived, id, limit);
  }

  Optional<FragmentMetadata> find(Session session, ReadScope scope, FragmentNumber number)
      throws SQLException {
    if (number.serverTimeMs() < scope.notBeforeMs()) {
      return Optional.empty();
    }
    long id = scope.streamId();
    return session.first(
        exact,
        FragmentQueries::row,
        id,
        number.serverTimeMs(),
        number.sequence(),
        number.random(),
        archived(scope),
        id);
  }

  Optional<FragmentMetadata> lastAtOrBefore(
      Session session, ReadScope scope, TimeAxis axis, long timeMs) throws SQLException {
    long id = scope.streamId();
    long edgeMs = scope.notBeforeMs();
    int archived = archived(scope);
    return switch (axis) {
      case SERVER ->
          session.first(lastByServerTime, FragmentQueries::row, id, edgeMs, timeMs, archived, id);
      case PRODUCER ->
          session.first(lastByProducerTime, FragmentQueries::row, id, timeMs, edgeMs, archived, id);
    };
  }

  Optional<FragmentMetadata> containing(
      Session session, ReadScope scope, long timeMs, long longestDurationMs) throws SQLException {
    long id = scope.streamId();
    return session.first(
        containing,
        FragmentQueries::row,
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
        FragmentQueries::row,
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
        newest, FragmentQueries::row, id, scope.notBeforeMs(), archived(scope), id, limit);
  }

  Optional<FragmentMetadata> at(Session session, ReadScope scope, long ordinal)
      throws SQLException {
    long id = scope.streamId();
    return session.first(
        atOrdinal, FragmentQueries::row, id, scope.notBeforeMs(), archived(scope), id, ordinal);
  }

  List<FragmentMetadata> afterOrdinal(Session session, ReadScope scope, long ordinal, int limit)
      throws SQLException {
    long id = scope.streamId();
    return session.all(
        afterOrdinal,
        FragmentQueries::row,
        id,
        scope.notBeforeMs(),
        archived(scope),
        id,
        ordinal,
        limit);
  }

  /// The fragment that was appended last, whether or not it is still there.
  Optional<FragmentMetadata> last(Session session, long streamId) throws SQLException {
    var listed = session.first(lastOfStream, FragmentQueries::row, streamId);
    var removed = session.first(LAST_REMOVED, FragmentQueries::row, streamId);
    return removed.isPresent()
            && (listed.isEmpty()
                || listed.get().continuity().ordinal() < removed.get().continuity().ordinal())
        ? removed
        : listed;
  }

  boolean contains(Session session, FragmentMetadata row) throws SQLException {
    var number = row.number();
    return session
        .first(
            inPlace,
            FragmentQueries::row,
            row.streamId(),
            number.serverTimeMs(),
            number.sequence(),
            number.random(),
            row.location().segment(),
            row.location().offsetBytes(),
            row.streamId())
        .isPresent();
  }

  /// What a row's `archived` must reach.
  static int archived(ReadScope scope) {
    return scope.archivedOnly() ? 1 : 0;
  }

  private static FragmentSummary summary(ResultSet row) throws SQLException {
    return new FragmentSummary(
        new FragmentNumber(row.getLong(2), row.getLong(1), row.getInt(3)),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6));
  }

  static FragmentMetadata row(ResultSet row) throws SQLException {
    return new FragmentMetadata(
        row.getLong(1),
        new FragmentNumber(row.getLong(3), row.getLong(2), row.getInt(4)),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        new Presentation(
            row.getLong(14), row.getInt(15), row.getInt(16), row.getInt(17), row.getInt(18) != 0),
        new Continuity(
            row.getLong(19),
            row.getLong(20),
            row.getInt(21),
            row.getLong(22),
            row.getInt(23),
            row.getInt(24),
            row.getLong(25),
            row.getLong(26),
            row.getLong(27)),
        row.getLong(8),
        row.getInt(9) != 0,
        new FragmentLocation(row.getLong(10), row.getLong(11), row.getInt(12), row.getLong(13)));
  }
}
