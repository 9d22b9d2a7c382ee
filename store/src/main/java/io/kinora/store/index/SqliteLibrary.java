package io.kinora.store.index;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native code, taken from the driver's jar.
///
/// The driver does that too, but compares each octet that it has unpacked with the jar again, by
/// interpreted code: a quarter of a second of each start. And a process that is killed leaves its
/// file behind; this one is unlinked as soon as it is loaded.
final class SqliteLibrary {
  /// Where the driver looks first; where it finds nothing it goes on as it always did.
  private static final String FOLDER = "org.sqlite.lib.path";

  private SqliteLibrary() {}

  /// Loads it unless that was done, or the operator has named a library.
  static synchronized void load() throws SQLException {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    try {
      unpackAndLoad();
    } catch (Exception failure) { // so the driver declares it
      throw new SQLException("SQLite's native library cannot be loaded", failure);
    }
  }

  private static void unpackAndLoad() throws Exception {
    var name = LibraryLoaderUtil.getNativeLibName();
    var packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    var folder = Files.createTempDirectory("kinora-sqlite");
    var file = folder.resolve(name);
    try {
      try (var in = SQLiteConfig.class.getResourceAsStream(packed)) {
        if (in == null) {
          throw new IOException("the driver has none for this system: " + packed);
        }
        Files.copy(in, file);
      }
      System.setProperty(FOLDER, folder.toString());
      SQLiteJDBCLoader.initialize();
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
