package io.kinora.store.log;

import java.io.IOException;
import java.util.List;

/// The directory of a log: all that the log asks of a file system, so that tests can put one in its
/// place that forgets, tears and refuses.
public interface LogDirectory {
  /// A file of the directory.
  record Entry(String name, long bytes) {}

  /// Files in name order.
  List<Entry> list() throws IOException;

  /// A new file for writing; fails if it exists.
  ///
  /// @param direct whether writes go past the page cache; they are whole aligned blocks then
  LogFile create(String name, boolean direct) throws IOException;

  LogFile openToRead(String name) throws IOException;

  /// An existing file for changes in place and for truncation.
  LogFile openToWrite(String name) throws IOException;

  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /// Makes creations, renames and deletions survive power loss.
  void force() throws IOException;

  /// Gives the disk space of a range back, after which it reads as zeros; false where the file
  /// system cannot.
  boolean punch(String name, long offsetBytes, long lengthBytes) throws IOException;

  /// Octets the file system still has for us.
  long usableBytes();

  /// Whether [#create] may be asked for direct writes.
  boolean takesDirectWrites() throws IOException;
}
