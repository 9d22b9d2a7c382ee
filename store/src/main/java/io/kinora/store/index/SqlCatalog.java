package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import io.kinora.store.log.CatalogChange;
import io.kinora.store.log.CatalogChange.SequencesReserved;
import io.kinora.store.log.CatalogChange.State;
import io.kinora.store.log.CatalogChange.StreamDeleted;
import io.kinora.store.log.CatalogChange.StreamEnded;
import io.kinora.store.log.CatalogChange.StreamSaved;
import io.kinora.store.log.CatalogPosition;
import io.kinora.store.log.CorruptLogException;
import io.kinora.store.log.StreamJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The streams as the catalog's log tells them, in SQL.
public final class SqlCatalog {
  private static final String SEGMENT = "catalog_segment";
  private static final String BYTES = "catalog_bytes";
  private static final String LAST_ID = "last_stream_id";
  private static final String LAST_CREATED = "last_created_ms";

  private static final String SAVE =
      """
      INSERT INTO stream (id, name, retention_hours, reserved_sequence, kept_ordinal, doc)
      VALUES (?, ?, ?, 0, 0, ?)
      ON CONFLICT (id) DO UPDATE SET retention_hours = excluded.retention_hours,
        doc = excluded.doc\
      """;

  private static final String LIST =
      """
      SELECT doc FROM stream WHERE name > ? AND name >= ? AND name < ? ORDER BY name LIMIT ?\
      """;

  /// Above every character of a name.
  private static final String BEYOND = "~";

  private final SqlDatabase database;

  public SqlCatalog(SqlDatabase database) {
    this.database = database;
  }

  /// Applies changes and records up to where the log is applied, all or nothing.
  ///
  /// @param fresh whether the changes begin a snapshot, before which everything is void
  public void apply(List<CatalogChange> changes, CatalogPosition position, boolean fresh)
      throws IndexException {
    database.write(
        session -> {
          if (fresh) {
            session.update(
                "INSERT INTO gone_stream SELECT id FROM stream WHERE true ON CONFLICT DO NOTHING");
            session.update("DELETE FROM stream");
          }
          for (var change : changes) {
            if (change instanceof StreamDeleted(long id)) {
              database.removals().noteStream(id);
            }
            apply(session, change);
          }
          putPosition(session, position);
          return changes.size();
        });
  }

  private static void apply(Session session, CatalogChange change) throws SQLException {
    switch (change) {
      case State(long lastId, long lastCreatedAtMs) -> raise(session, lastId, lastCreatedAtMs);
      case StreamSaved(var stream) -> {
        var json = new String(StreamJson.encode(stream), StandardCharsets.UTF_8);
        session.update(SAVE, stream.id(), stream.name(), stream.retentionHours(), json);
        session.update("DELETE FROM gone_stream WHERE id = ?", stream.id());
        raise(session, stream.id(), stream.createdAtMs());
      }
      case StreamDeleted(long id) -> {
        session.update("DELETE FROM stream WHERE id = ?", id);
        session.update("INSERT INTO gone_stream (id) VALUES (?) ON CONFLICT DO NOTHING", id);
      }
      case SequencesReserved(long id, long last) ->
          session.update("UPDATE stream SET reserved_sequence = ? WHERE id = ?", last, id);
      case StreamEnded(var last) -> StreamEndRows.keep(session, last);
    }
  }

  private static void raise(Session session, long lastId, long lastCreatedAtMs)
      throws SQLException {
    var known = state(session);
    SqlDatabase.putMeta(session, LAST_ID, Long.toString(Math.max(lastId, known.lastStreamId())));
    SqlDatabase.putMeta(
        session, LAST_CREATED, Long.toString(Math.max(lastCreatedAtMs, known.lastCreatedAtMs())));
  }

  static State state(Session session) throws SQLException {
    return new State(longMeta(session, LAST_ID), longMeta(session, LAST_CREATED));
  }

  private static long longMeta(Session session, String name) throws SQLException {
    return SqlDatabase.meta(session, name).map(Long::parseLong).orElse(0L);
  }

  private static void putPosition(Session session, CatalogPosition position) throws SQLException {
    SqlDatabase.putMeta(session, SEGMENT, Long.toString(position.segment()));
    SqlDatabase.putMeta(session, BYTES, Long.toString(position.bytes()));
  }

  /// Records that the log goes on elsewhere with the same content.
  public void moved(CatalogPosition position) throws IndexException {
    database.write(
        session -> {
          putPosition(session, position);
          return 0;
        });
  }

  /// Up to where the log is applied; empty if it never was.
  public Optional<CatalogPosition> position() throws IOException {
    return database.read(SqlCatalog::position);
  }

  static Optional<CatalogPosition> position(Session session) throws SQLException {
    return SqlDatabase.meta(session, SEGMENT).isEmpty()
        ? Optional.empty()
        : Optional.of(new CatalogPosition(longMeta(session, SEGMENT), longMeta(session, BYTES)));
  }

  /// Highest id and latest creation of all streams that ever were.
  public State state() throws IOException {
    return database.read(SqlCatalog::state);
  }

  public Optional<StreamRecord> find(String name) throws IOException {
    return one("SELECT doc FROM stream WHERE name = ?", name);
  }

  public Optional<StreamRecord> find(long id) throws IOException {
    return one("SELECT doc FROM stream WHERE id = ?", id);
  }

  private Optional<StreamRecord> one(String sql, Object key) throws IOException {
    var doc = database.read(session -> session.first(sql, row -> row.getString(1), key));
    return doc.isEmpty() ? Optional.empty() : Optional.of(stream(doc.get()));
  }

  /// Streams in name order; see [io.kinora.store.StreamCatalog#list].
  public List<StreamRecord> list(String prefix, String afterName, int limit) throws IOException {
    var docs =
        database.read(
            session ->
                session.all(
                    LIST, row -> row.getString(1), afterName, prefix, prefix + BEYOND, limit));
    var streams = new ArrayList<StreamRecord>(docs.size());
    for (var doc : docs) {
      streams.add(stream(doc));
    }
    return streams;
  }

  /// The retention of each living stream in hours, by its id.
  public Map<Long, Integer> retentionHours() throws IOException {
    record Row(long id, int hours) {}
    return database
        .read(
            session ->
                session.all(
                    "SELECT id, retention_hours FROM stream",
                    row -> new Row(row.getLong(1), row.getInt(2))))
        .stream()
        .collect(Collectors.toMap(Row::id, Row::hours));
  }

  /// The last sequence given out; empty if the stream is gone.
  public Optional<Long> reservedSequence(long id) throws IOException {
    return database.read(
        session ->
            session.first(
                "SELECT reserved_sequence FROM stream WHERE id = ?", row -> row.getLong(1), id));
  }

  /// Living streams behind an id, with what else a snapshot needs of them.
  public List<CatalogChange> snapshotAfter(long id, int limit) throws IOException {
    return changes(database.read(session -> page(session, id, limit)));
  }

  /// A stream's row.
  private record StreamRow(long id, String doc, long reserved) {}

  /// Some streams in the order of their ids.
  record Page(List<StreamRow> rows, List<FragmentMetadata> ends) {}

  static Page page(Session session, long afterId, int limit) throws SQLException {
    var rows =
        session.all(
            """
            SELECT id, doc, reserved_sequence FROM stream WHERE id > ?
            ORDER BY id LIMIT ?\
            """,
            row -> new StreamRow(row.getLong(1), row.getString(2), row.getLong(3)),
            afterId,
            limit);
    return new Page(
        rows, rows.isEmpty() ? List.of() : StreamEndRows.kept(session, afterId, rows.getLast().id));
  }

  static List<CatalogChange> changes(Page page) throws CorruptLogException {
    var changes = new ArrayList<CatalogChange>();
    for (var row : page.rows) {
      changes.add(new StreamSaved(stream(row.doc)));
      changes.add(new SequencesReserved(row.id, row.reserved));
    }
    page.ends.forEach(last -> changes.add(new StreamEnded(last)));
    return changes;
  }

  private static StreamRecord stream(String doc) throws CorruptLogException {
    return StreamJson.decode(doc.getBytes(StandardCharsets.UTF_8), "the index's catalog");
  }
}
