package io.kinora.store.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite in a file beside the log. Commits survive a crash of the process at once and power loss
/// at the next checkpoint: what is lost then is replayed from the log.
final class SqliteDialect implements Dialect {
  private static final int BUSY_TIMEOUT_MS = 10_000;
  private static final int WRITER_CACHE_KB = 32 << 10;
  private static final int READER_CACHE_KB = 8 << 10;
  private static final int JOURNAL_LIMIT_BYTES = 64 << 20;

  /// Pages of journal at which a commit brings it into the file itself, because [Checkpointer] does
  /// not come to an end beside it: 64 MiB.
  private static final int WRITER_CHECKPOINT_PAGES = 16_384;

  /// A checkpoint beside a writer leaves what was written meanwhile; that little is tried again.
  private static final int CHECKPOINT_TRIES = 3;

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE meta (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL) WITHOUT ROWID\
          """,
          """
          CREATE TABLE stream (
            id INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            retention_hours INTEGER NOT NULL,
            reserved_sequence INTEGER NOT NULL,
            kept_ordinal INTEGER NOT NULL,
            doc TEXT NOT NULL)\
          """,
          """
          CREATE TABLE gone_stream (
            id INTEGER NOT NULL PRIMARY KEY)\
          """,
          """
          CREATE TABLE segment (
            number INTEGER NOT NULL PRIMARY KEY,
            retention_class INTEGER NOT NULL,
            created_ms INTEGER NOT NULL,
            end_bytes INTEGER NOT NULL,
            sealed INTEGER NOT NULL,
            live_rows INTEGER NOT NULL,
            live_bytes INTEGER NOT NULL,
            kept_bytes INTEGER NOT NULL,
            erase_due INTEGER NOT NULL)\
          """,
          """
          CREATE TABLE fragment (
            stream_id INTEGER NOT NULL,
            server_ms INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            producer_ms INTEGER NOT NULL,
            duration_ms INTEGER NOT NULL,
            archived INTEGER NOT NULL,
            segment INTEGER NOT NULL,
            offset_bytes INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            packed BLOB NOT NULL,
            PRIMARY KEY (stream_id, server_ms, sequence)) WITHOUT ROWID\
          """,
          """
          CREATE UNIQUE INDEX fragment_by_sequence
            ON fragment (stream_id, sequence)\
          """,
          """
          CREATE UNIQUE INDEX fragment_by_ordinal
            ON fragment (stream_id, ordinal)\
          """,
          """
          CREATE INDEX fragment_by_producer
            ON fragment (stream_id, producer_ms, sequence, server_ms, archived)\
          """,
          """
          CREATE INDEX fragment_transient
            ON fragment (server_ms) WHERE archived = 0\
          """,
          """
          CREATE TABLE last_fragment AS SELECT * FROM fragment WHERE false\
          """,
          """
          CREATE UNIQUE INDEX last_fragment_of_stream ON last_fragment (stream_id)\
          """,
          """
          CREATE TRIGGER remember_last BEFORE DELETE ON fragment
          WHEN NOT EXISTS (SELECT 1 FROM fragment INDEXED BY fragment_by_ordinal
              WHERE stream_id = OLD.stream_id AND ordinal > OLD.ordinal)
            AND NOT EXISTS (SELECT 1 FROM last_fragment
              WHERE stream_id = OLD.stream_id AND ordinal > OLD.ordinal)
          BEGIN
            INSERT OR REPLACE INTO last_fragment SELECT * FROM fragment
              WHERE stream_id = OLD.stream_id AND ordinal = OLD.ordinal;
          END\
          """);

  private final Path file;

  SqliteDialect(Path file) {
    this.file = file;
  }

  @Override
  public Connection openWriter() throws SQLException {
    var connection = open(WRITER_CACHE_KB);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + WRITER_CHECKPOINT_PAGES);
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
    return connection;
  }

  @Override
  public Connection openReader() throws SQLException {
    return open(READER_CACHE_KB);
  }

  private Connection open(int cacheKb) throws SQLException {
    SqliteLibrary.load();
    return config(cacheKb).createConnection("jdbc:sqlite:" + file);
  }

  private static SQLiteConfig config(int cacheKb) {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setCacheSize(-cacheKb);
    config.setJournalSizeLimit(JOURNAL_LIMIT_BYTES);
    return config;
  }

  @Override
  public Set<String> tables(Connection connection) throws SQLException {
    var names = new HashSet<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Override
  public List<String> schema() {
    return SCHEMA;
  }

  @Override
  public String begin() {
    return "BEGIN IMMEDIATE";
  }

  @Override
  public String use(String index) {
    return " INDEXED BY " + index;
  }

  @Override
  public void force(Connection writer) throws SQLException {
    // A commit with FULL syncs the journal with all that was committed before.
    try (var statement = writer.createStatement()) {
      statement.execute("PRAGMA synchronous = FULL");
      statement.executeUpdate("INSERT OR REPLACE INTO meta (name, value) VALUES ('forced', '')");
      statement.execute("PRAGMA synchronous = NORMAL");
    }
  }

  @Override
  public void checkpoint(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean complete = false;
      for (int i = 0; i < CHECKPOINT_TRIES && !complete; i++) {
        try (var result = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
          complete = !result.next() || result.getLong(2) == result.getLong(3);
        }
      }
    }
  }

  @Override
  public boolean isDamage(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && (isCode(sqlite, SQLiteErrorCode.SQLITE_CORRUPT)
            || isCode(sqlite, SQLiteErrorCode.SQLITE_NOTADB));
  }

  /// Extended codes carry the plain one in their low octet.
  private static boolean isCode(SQLiteException failure, SQLiteErrorCode code) {
    return (failure.getResultCode().code & 0xFF) == code.code;
  }
}
