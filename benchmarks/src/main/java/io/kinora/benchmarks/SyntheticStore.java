package io.kinora.benchmarks;

import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;

/// A store as it looks after weeks of ingest, made in minutes: streams and one fragment through the
/// store itself, then rows in its index and sealed segments of its log that are all hole. Good for
/// what does not read media: lists, and starts, which open no sealed segment.
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

  static SyntheticStore make(Path directory, int streams, int rowsPerStream) throws IOException {
    long firstMs = System.currentTimeMillis() - (rowsPerStream + 1) * STEP_MS;
    var store = new SyntheticStore(directory, streams, rowsPerStream, firstMs - firstMs % 1000);
    store.begin();
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

  /// Streams, and one fragment of the first of them, whose segment is the pattern for the others.
  private void begin() throws IOException {
    try (var store = LocalStore.open(StoreConfig.in(directory))) {
      for (int i = 0; i < streams; i++) {
        store
            .streams()
            .create("bench-" + i, "v", RETENTION_HOURS, new TreeMap<>(), new TreeMap<>());
      }
      long stream = store.streams().find("bench-0").orElseThrow().id();
      long sequence = store.reserveSequences(stream);
      var fragment =
          new NewFragment(
              stream,
              new FragmentNumber(sequence, 1, 0),
              1,
              STEP_MS,
              STEP_MS,
              true,
              new HeaderBlob(new byte[100]),
              new byte[0],
              ByteBuffer.allocate(0),
              List.of(ByteBuffer.allocate(1000)),
              1000);
      store.append(fragment).join();
    }
  }

  private void fill() throws SQLException, IOException {
    try (var index = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("index.db"))) {
      execute(index, "PRAGMA synchronous = OFF");
      execute(index, "PRAGMA cache_size = -262144");
      index.setAutoCommit(false);
      int retentionClass = number(index, "SELECT min(retention_class) FROM segment");
      execute(
          index,
          """
          WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
          INSERT INTO segment (number, retention_class, created_ms, end_bytes, sealed, live_rows,
            live_bytes, erase_due)
          SELECT %d + i, %d, %d, %d, 1, %d, %d, 0 FROM n\
          """
              .formatted(
                  segments(),
                  FIRST_SEGMENT,
                  retentionClass,
                  firstMs,
                  SEGMENT_BYTES,
                  ROWS_PER_SEGMENT,
                  SEGMENT_BYTES));
      for (int i = 0; i < streams; i++) {
        fill(index, i);
        index.commit();
      }
      for (long i = 0; i < segments(); i++) {
        hole("log/%016x-%02d.klog".formatted(FIRST_SEGMENT + i, retentionClass));
      }
    }
  }

  private void fill(Connection index, int stream) throws SQLException {
    long before = (long) stream * rowsPerStream;
    execute(
        index,
        """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %1$d)
        INSERT INTO fragment (stream_id, server_ms, sequence, random, producer_ms, length_ms,
          duration_ms, size_bytes, archived, segment, offset_bytes, length_bytes,
          header_offset_bytes)
        SELECT (SELECT id FROM stream WHERE name = 'bench-%2$d'), %3$d + i * %4$d, 1001 + i,
          (i * 7919) %% 268435456, %3$d + i * %4$d, 1960, 2000, %5$d, 1,
          %6$d + (%7$d + i) / %8$d, ((%7$d + i) %% %8$d) * 262144, %5$d, 128 FROM n\
        """
            .formatted(
                rowsPerStream,
                stream,
                firstMs,
                STEP_MS,
                FRAGMENT_BYTES,
                FIRST_SEGMENT,
                before,
                ROWS_PER_SEGMENT));
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
