package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A store as it looks after weeks of ingest, made in minutes: streams with one fragment each
/// through the server itself, then rows in its index and sealed segments of its log that are all
/// hole. Good for what does not read media: lists, and starts, which open no sealed segment.
///
/// @param directory of the store
/// @param streams `bench-0` and so on
/// @param rowsPerStream fragments of each stream
/// @param firstMs time of the first fragment of each stream, on both clocks
record SyntheticStore(Path directory, int streams, int rowsPerStream, long firstMs) {
  /// Time from one fragment to the next.
  static final long STEP_MS = 2000;

  private static final int FRAGMENT_BYTES = 250_000;
  private static final int ROWS_PER_SEGMENT = 1000;
  private static final long SEGMENT_BYTES = 256L << 20;
  private static final int FIRST_SEGMENT = 1_000_000;
  private static final int RETENTION_HOURS = 87_600;

  static SyntheticStore make(Bench bench, Path directory, int streams, int rowsPerStream)
      throws IOException {
    try (var server = bench.kinora(directory)) {
      LoadProcess.run(
          "put",
          Map.of(
              "url",
              server.url(),
              "sessions",
              streams,
              "fragments",
              1,
              "retention-hours",
              RETENTION_HOURS,
              "warmup",
              0,
              "seconds",
              60),
          LoadResult.Put.class);
    }
    long firstMs = System.currentTimeMillis() - (rowsPerStream + 1) * STEP_MS;
    var store = new SyntheticStore(directory, streams, rowsPerStream, firstMs - firstMs % 1000);
    try {
      store.fill();
    } catch (SQLException failure) {
      throw new IOException("the index cannot be filled", failure);
    }
    return store;
  }

  long segments() {
    return ((long) streams * rowsPerStream + ROWS_PER_SEGMENT - 1) / ROWS_PER_SEGMENT;
  }

  private void fill() throws SQLException, IOException {
    try (var index = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("index.db"))) {
      execute(index, "PRAGMA synchronous = OFF");
      execute(index, "PRAGMA cache_size = -262144");
      index.setAutoCommit(false);
      execute(index, "CREATE TEMP TABLE pattern_segment AS SELECT * FROM segment LIMIT 1");
      execute(index, "CREATE TEMP TABLE pattern_fragment AS SELECT * FROM fragment LIMIT 1");
      // They are older than the rows to come by sequence, and younger by time.
      execute(index, "DELETE FROM fragment");
      multiply(index, "segment", segments(), segmentColumns());
      for (int i = 0; i < streams; i++) {
        multiply(index, "fragment", rowsPerStream, fragmentColumns(i));
        index.commit();
      }
      int retentionClass = number(index, "SELECT retention_class FROM pattern_segment");
      for (long i = 0; i < segments(); i++) {
        hole("log/%016x-%02d.klog".formatted(FIRST_SEGMENT + i, retentionClass));
      }
    }
  }

  /// What differs from the pattern, in terms of `i`, which counts from 0.
  private Map<String, String> segmentColumns() {
    return Map.of(
        "number", FIRST_SEGMENT + " + i",
        "created_ms", Long.toString(firstMs),
        "end_bytes", Long.toString(SEGMENT_BYTES),
        "live_rows", Integer.toString(ROWS_PER_SEGMENT),
        "live_bytes", Long.toString(SEGMENT_BYTES));
  }

  private Map<String, String> fragmentColumns(int stream) {
    var time = firstMs + " + i * " + STEP_MS;
    var row = "(%d + i)".formatted((long) stream * rowsPerStream);
    return Map.of(
        "stream_id",
        "(SELECT id FROM stream WHERE name = 'bench-%d')".formatted(stream),
        "server_ms",
        time,
        "producer_ms",
        time,
        "sequence",
        "1001 + i",
        "ordinal",
        "2 + i",
        "random",
        "i * 7919 % 268435456",
        "size_bytes",
        Integer.toString(FRAGMENT_BYTES),
        "length_bytes",
        Integer.toString(FRAGMENT_BYTES),
        "segment",
        "%d + %s / %d".formatted(FIRST_SEGMENT, row, ROWS_PER_SEGMENT),
        "offset_bytes",
        "%s %% %d * 262144".formatted(row, ROWS_PER_SEGMENT));
  }

  /// Fills a table with rows like the pattern, but for some columns.
  private static void multiply(
      Connection index, String table, long rows, Map<String, String> changed) throws SQLException {
    var values =
        columns(index, table).stream()
            .map(column -> changed.getOrDefault(column, column))
            .collect(Collectors.joining(", "));
    execute(
        index,
        """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
        INSERT INTO %s SELECT %s FROM n, pattern_%s\
        """
            .formatted(rows, table, values, table));
  }

  private static List<String> columns(Connection index, String table) throws SQLException {
    var names = new ArrayList<String>();
    try (var statement = index.createStatement();
        var rows = statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private void hole(String name) throws IOException {
    try (var file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      file.setLength(SEGMENT_BYTES);
    }
  }

  private static void execute(Connection index, String sql) throws SQLException {
    try (var statement = index.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(Connection index, String sql) throws SQLException {
    try (var statement = index.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
