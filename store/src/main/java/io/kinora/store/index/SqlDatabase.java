package io.kinora.store.index;

import io.kinora.store.StoreUnavailableException;
import io.kinora.store.log.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index's database: one connection that writes and a few that read, with their statements kept
/// prepared. Safe for all threads; writers wait for one another, readers for a free connection.
public final class SqlDatabase implements AutoCloseable {
  /// Work on one connection.
  interface Work<T> {
    T on(Session session) throws SQLException;
  }

  private static final String SCHEMA = "schema";
  private static final String STORE = "store";

  /// The layout of the tables. An index of another layout is made anew.
  private static final String SCHEMA_VERSION = "6";

  private static final Logger LOG = LoggerFactory.getLogger(SqlDatabase.class);
  private static final List<String> FILES = List.of("", "-wal", "-shm", "-journal", ".damaged");
  private static final long READER_WAIT_SECONDS = 30;

  private final Dialect dialect;
  private final Path damageMark;
  private final Checkpointer checkpointer;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Semaphore readers;
  private final ReentrantLock idleLock = new ReentrantLock();
  private final ArrayDeque<Session> idle = new ArrayDeque<>();
  private final Removals removals = new Removals();
  private @Nullable Session writer;
  private volatile boolean closed;

  private SqlDatabase(Path file, int readers, Threads threads) {
    this.dialect = new SqliteDialect(file);
    this.damageMark = beside(file, ".damaged");
    this.checkpointer = new Checkpointer(dialect, threads);
    this.readers = new Semaphore(readers, true);
  }

  /// Opens the index in a file, or makes an empty one where there is none that is of use.
  ///
  /// @param readers connections for queries at most
  /// @param threads where its own thread comes from
  public static SqlDatabase openSqlite(Path file, UUID storeId, int readers, Threads threads)
      throws IOException {
    if (Files.exists(beside(file, ".damaged"))) {
      LOG.warn("{} was found damaged and is made anew", file);
      delete(file);
    }
    var database = new SqlDatabase(file, readers, threads);
    try {
      if (database.prepare(storeId)) {
        return database;
      }
      LOG.warn("{} is not the index of this store and is made anew", file);
    } catch (IndexException failure) {
      if (!failure.isDamaged()) {
        database.close();
        throw failure;
      }
      LOG.warn("{} is damaged and is made anew", file, failure);
    }
    database.close();
    delete(file);
    return create(file, storeId, readers, threads);
  }

  private static SqlDatabase create(Path file, UUID storeId, int readers, Threads threads)
      throws IOException {
    var database = new SqlDatabase(file, readers, threads);
    try {
      if (database.prepare(storeId)) {
        return database;
      }
      throw new IllegalStateException(file + " is of no use although it is new");
    } catch (IOException | RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  private static void delete(Path file) throws IOException {
    for (var suffix : FILES) {
      Files.deleteIfExists(beside(file, suffix));
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /// What a failure means to the caller. A damaged file is remembered, so that the next start does
  /// not trust it again.
  private IndexException failed(SQLException failure) {
    boolean damaged = failure instanceof MalformedRowException || dialect.isDamage(failure);
    if (damaged) {
      try {
        Files.write(damageMark, new byte[0]);
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
    }
    return new IndexException(failure, damaged);
  }

  /// Creates the tables where there are none; false if those there are have another layout or
  /// belong to another store. Nothing of a table is looked at before its layout is known.
  private boolean prepare(UUID storeId) throws IndexException {
    return write(
        session -> {
          var tables = dialect.tables(session.connection());
          if (!tables.isEmpty()) {
            return tables.contains("meta")
                && hasLayout(session)
                && meta(session, STORE).equals(Optional.of(storeId.toString()));
          }
          for (var statement : dialect.schema()) {
            session.update(statement);
          }
          putMeta(session, SCHEMA, SCHEMA_VERSION);
          putMeta(session, STORE, storeId.toString());
          return true;
        });
  }

  /// Whether the tables are as this code knows them.
  static boolean hasLayout(Session session) throws SQLException {
    return meta(session, SCHEMA).equals(Optional.of(SCHEMA_VERSION));
  }

  static Optional<String> meta(Session session, String name) throws SQLException {
    return session.first("SELECT value FROM meta WHERE name = ?", row -> row.getString(1), name);
  }

  static void putMeta(Session session, String name, String value) throws SQLException {
    session.update(
        """
        INSERT INTO meta (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value\
        """,
        name,
        value);
  }

  Removals removals() {
    return removals;
  }

  Dialect dialect() {
    return dialect;
  }

  /// Runs a query.
  <T> T read(Work<T> work) throws IOException {
    try {
      if (!readers.tryAcquire(READER_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException("no connection to the index became free");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      var failure = new InterruptedIOException("interrupted while waiting for the index");
      failure.initCause(interrupt);
      throw failure;
    }
    Session session = null;
    boolean sound = false;
    try {
      session = takeReader();
      T result = work.on(session);
      sound = true;
      return result;
    } catch (SQLException failure) {
      throw failed(failure);
    } finally {
      putBack(session, sound);
      readers.release();
    }
  }

  private Session takeReader() throws SQLException {
    idleLock.lock();
    try {
      var session = idle.poll();
      if (session != null) {
        return session;
      }
    } finally {
      idleLock.unlock();
    }
    if (closed) {
      throw new SQLException("closed");
    }
    return new Session(dialect.openReader());
  }

  private void putBack(@Nullable Session session, boolean sound) {
    if (session == null) {
      return;
    }
    idleLock.lock();
    try {
      if (sound && !closed) {
        idle.push(session);
        return;
      }
    } finally {
      idleLock.unlock();
    }
    closeQuietly(session);
  }

  /// Runs a transaction: all of it or nothing.
  <T> T write(Work<T> work) throws IndexException {
    writing.lock();
    try {
      if (closed) {
        throw new SQLException("closed");
      }
      if (writer == null) {
        writer = new Session(dialect.openWriter());
      }
      writer.prepare(dialect.begin()).execute();
      T result = work.on(writer);
      writer.prepare("COMMIT").execute();
      checkpointer.committed();
      return result;
    } catch (SQLException failure) {
      dropWriter();
      throw failed(failure);
    } catch (RuntimeException failure) {
      dropWriter();
      throw failure;
    } finally {
      writing.unlock();
    }
  }

  /// Makes all that was committed survive power loss too.
  public void force() throws IndexException {
    writing.lock();
    try {
      if (closed) {
        throw new SQLException("closed");
      }
      if (writer == null) {
        writer = new Session(dialect.openWriter());
      }
      dialect.force(writer.connection());
    } catch (SQLException failure) {
      dropWriter();
      throw failed(failure);
    } finally {
      writing.unlock();
    }
  }

  /// Closing takes an unfinished transaction back, whatever state it is in.
  private void dropWriter() {
    if (writer != null) {
      closeQuietly(writer);
      writer = null;
    }
  }

  private static void closeQuietly(Session session) {
    try {
      session.close();
    } catch (SQLException failure) {
      LOG.warn("A connection to the index could not be closed", failure);
    }
  }

  @Override
  public void close() {
    checkpointer.close();
    writing.lock();
    try {
      closed = true;
      idleLock.lock();
      try {
        idle.forEach(SqlDatabase::closeQuietly);
        idle.clear();
      } finally {
        idleLock.unlock();
      }
      // The last connection to close brings the journal into the file.
      dropWriter();
    } finally {
      writing.unlock();
    }
  }
}
