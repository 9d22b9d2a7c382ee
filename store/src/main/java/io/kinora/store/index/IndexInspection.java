package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.log.CatalogChange;
import io.kinora.store.log.CatalogPosition;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// Reads an index that no store has open, and changes nothing in it.
public final class IndexInspection implements AutoCloseable {
  private static final int PROBLEMS_MAX = 10;

  private final Session session;

  private IndexInspection(Session session) {
    this.session = session;
  }

  /// Opens the index in a file.
  public static IndexInspection open(Path file) throws IndexException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    try {
      var inspection =
          new IndexInspection(new Session(config.createConnection("jdbc:sqlite:" + file)));
      try {
        inspection.checkLayout();
        return inspection;
      } catch (SQLException failure) {
        inspection.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new IndexException(failure, true);
    }
  }

  private void checkLayout() throws SQLException {
    if (!SqlDatabase.hasLayout(session)) {
      throw new SQLException("has another layout than this version of Kinora knows");
    }
  }

  /// What the database finds wrong with its own file; empty if nothing.
  public List<String> problems() throws IndexException {
    return query(
        () ->
            session
                .all("PRAGMA integrity_check(" + PROBLEMS_MAX + ")", row -> row.getString(1))
                .stream()
                .filter(line -> !line.equals("ok"))
                .toList());
  }

  public Map<Long, SegmentState> segments() throws IndexException {
    return query(() -> SqlFragmentIndex.segments(session));
  }

  /// Up to where the catalog's log is applied; empty if it never was.
  public Optional<CatalogPosition> catalogPosition() throws IndexException {
    return query(() -> SqlCatalog.position(session));
  }

  /// All streams, as a snapshot of the catalog tells them; empty if the catalog never was applied.
  public List<CatalogChange> catalog() throws IOException {
    if (catalogPosition().isEmpty()) {
      return List.of();
    }
    var changes = new ArrayList<CatalogChange>();
    changes.add(query(() -> SqlCatalog.state(session)));
    changes.addAll(SqlCatalog.changes(query(() -> SqlCatalog.page(session, 0, Integer.MAX_VALUE))));
    return List.copyOf(changes);
  }

  /// All archived rows in the order of their places.
  public RowCursor rowsByPlace() throws IndexException {
    var sql =
        "SELECT "
            + FragmentRow.PACKED
            + " FROM fragment WHERE archived = 1 ORDER BY segment, offset_bytes";
    return query(() -> new RowCursor(session.prepare(sql).executeQuery()));
  }

  /// Rows one by one.
  public static final class RowCursor implements AutoCloseable {
    private final ResultSet rows;
    private Optional<FragmentMetadata> current;

    private RowCursor(ResultSet rows) throws SQLException {
      this.rows = rows;
      this.current = read();
    }

    private Optional<FragmentMetadata> read() throws SQLException {
      return rows.next() ? Optional.of(FragmentRow.metadata(rows)) : Optional.empty();
    }

    /// The row the cursor stands on; empty behind the last.
    public Optional<FragmentMetadata> current() {
      return current;
    }

    public void advance() throws IndexException {
      current = query(this::read);
    }

    @Override
    public void close() throws IndexException {
      try {
        rows.close();
      } catch (SQLException failure) {
        throw new IndexException(failure, false);
      }
    }
  }

  private interface Query<T> {
    T run() throws SQLException;
  }

  private static <T> T query(Query<T> query) throws IndexException {
    try {
      return query.run();
    } catch (SQLException failure) {
      throw new IndexException(failure, true);
    }
  }

  @Override
  public void close() throws IndexException {
    try {
      session.close();
    } catch (SQLException failure) {
      throw new IndexException(failure, false);
    }
  }
}
