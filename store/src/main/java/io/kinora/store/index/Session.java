package io.kinora.store.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection and its prepared statements, of which there are as many as the code has texts.
/// Used by one thread at a time.
final class Session implements AutoCloseable {
  /// Makes something of the current row.
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /// The statement of that text, prepared once.
  PreparedStatement prepare(String sql) throws SQLException {
    var known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  /// All rows of a query.
  <T> List<T> all(String sql, Row<T> row, Object... arguments) throws SQLException {
    var rows = new ArrayList<T>();
    try (var result = bind(sql, arguments).executeQuery()) {
      while (result.next()) {
        rows.add(row.of(result));
      }
    }
    return rows;
  }

  /// The first row of a query.
  <T> Optional<T> first(String sql, Row<T> row, Object... arguments) throws SQLException {
    try (var result = bind(sql, arguments).executeQuery()) {
      return result.next() ? Optional.of(row.of(result)) : Optional.empty();
    }
  }

  /// The number in the first column of the only row.
  long number(String sql, Object... arguments) throws SQLException {
    return first(sql, row -> row.getLong(1), arguments).orElseThrow();
  }

  /// Executes a change and tells how many rows it touched.
  int update(String sql, Object... arguments) throws SQLException {
    return bind(sql, arguments).executeUpdate();
  }

  private PreparedStatement bind(String sql, Object... arguments) throws SQLException {
    var statement = prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case String text -> statement.setString(i + 1, text);
        default -> throw new IllegalArgumentException("cannot bind " + arguments[i]);
      }
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
