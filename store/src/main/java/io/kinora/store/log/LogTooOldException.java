package io.kinora.store.log;

/// The file was written by a version that this one no longer reads.
public final class LogTooOldException extends LogFormatException {
  LogTooOldException(String where, int version) {
    super(where + " has format " + version + ", older than any this version of Kinora reads");
  }
}
