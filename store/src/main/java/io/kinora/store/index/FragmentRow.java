package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentSummary;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A row of `fragment` or `last_fragment`: some columns to find it by, and one with all of it.
/// Reading or binding a column is a call into the database, so only that one is read.
final class FragmentRow {
  /// All of a row; what is read of it is the first column of a query.
  static final String PACKED = "packed";

  private static final String COLUMNS =
      "stream_id, server_ms, sequence, producer_ms, duration_ms, archived, segment, offset_bytes,"
          + " ordinal, "
          + PACKED;

  private FragmentRow() {}

  /// The statement that inserts what [#insert] binds, unless the stream is gone.
  static String insertInto(String table) {
    return "INSERT INTO "
        + table
        + " ("
        + COLUMNS
        + ") SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM stream WHERE id = ?)";
  }

  /// Inserts a row; false if the statement let it be.
  static boolean insert(PreparedStatement statement, FragmentMetadata row) throws SQLException {
    statement.setLong(1, row.streamId());
    statement.setLong(2, row.number().serverTimeMs());
    statement.setLong(3, row.number().sequence());
    statement.setLong(4, row.producerTimeMs());
    statement.setLong(5, row.durationMs());
    statement.setInt(6, row.archived() ? 1 : 0);
    statement.setLong(7, row.location().segment());
    statement.setLong(8, row.location().offsetBytes());
    statement.setLong(9, row.continuity().ordinal());
    statement.setBytes(10, PackedRow.encode(row));
    statement.setLong(11, row.streamId());
    return statement.executeUpdate() == 1;
  }

  static FragmentMetadata metadata(ResultSet row) throws SQLException {
    return PackedRow.decode(packed(row));
  }

  static FragmentSummary summary(ResultSet row) throws SQLException {
    return PackedRow.summary(packed(row));
  }

  private static byte[] packed(ResultSet row) throws SQLException {
    var octets = row.getBytes(1);
    if (octets == null) {
      throw new MalformedRowException("nothing packed");
    }
    return octets;
  }
}
