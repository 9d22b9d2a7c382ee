package io.kinora.store.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// All that differs between databases.
interface Dialect {
  /// The connection that may change things.
  Connection openWriter() throws SQLException;

  /// A connection for queries.
  Connection openReader() throws SQLException;

  /// The names of the tables there are.
  Set<String> tables(Connection connection) throws SQLException;

  /// What creates the tables, statement by statement.
  List<String> schema();

  /// The statement that begins a transaction that will write.
  String begin();

  /// What stands behind a table's name in a query to name the index to be used; empty where the
  /// database needs no hint.
  String use(String index);

  /// Makes what was committed so far survive power loss, not only a crash of the process.
  void force(Connection writer) throws SQLException;

  /// Brings what was committed from a journal to where it is read from, beside writers.
  void checkpoint(Connection connection) throws SQLException;

  /// Whether the failure says that the database's file is none or contradicts itself.
  boolean isDamage(SQLException failure);
}
