package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import java.sql.SQLException;
import java.util.List;

/// The last fragments of streams that have lost them: rows of `last_fragment`. What the catalog's
/// log has of them is told by `kept_ordinal` of the stream.
final class StreamEndRows {
  private static final String INSERT = FragmentRow.insertInto("last_fragment");

  private static final String NOT_KEPT =
      "SELECT "
          + FragmentRow.PACKED
          + """
           FROM last_fragment l WHERE archived = 1
            AND EXISTS (SELECT 1 FROM stream s WHERE s.id = l.stream_id
              AND s.kept_ordinal < l.ordinal)
            AND NOT EXISTS (SELECT 1 FROM fragment f WHERE f.stream_id = l.stream_id
              AND f.ordinal > l.ordinal)
          ORDER BY stream_id LIMIT ?\
          """;

  private static final String KEPT =
      "SELECT "
          + FragmentRow.PACKED
          + """
           FROM last_fragment l WHERE archived = 1 AND stream_id > ? AND stream_id <= ?
            AND EXISTS (SELECT 1 FROM stream s WHERE s.id = l.stream_id AND s.kept_ordinal > 0)
          ORDER BY stream_id\
          """;

  private StreamEndRows() {}

  /// The catalog's log says where a stream ended.
  static void keep(Session session, FragmentMetadata last) throws SQLException {
    long stream = last.streamId();
    long ordinal = last.continuity().ordinal();
    session.update("UPDATE stream SET kept_ordinal = ? WHERE id = ?", ordinal, stream);
    long known =
        session.number(
            "SELECT count(*) FROM last_fragment WHERE stream_id = ? AND ordinal >= ?",
            stream,
            ordinal);
    if (known == 0) {
      session.update("DELETE FROM last_fragment WHERE stream_id = ?", stream);
      var _ = FragmentRow.insert(session.prepare(INSERT), last);
    }
  }

  /// Ends that neither a row nor the catalog's log tells: they go with the octets.
  static List<FragmentMetadata> notKept(Session session, int limit) throws SQLException {
    return session.all(NOT_KEPT, FragmentRow::metadata, limit);
  }

  /// Ends that the catalog's log has, of streams behind `after` up to and with `last`.
  static List<FragmentMetadata> kept(Session session, long after, long last) throws SQLException {
    return session.all(KEPT, FragmentRow::metadata, after, last);
  }
}
