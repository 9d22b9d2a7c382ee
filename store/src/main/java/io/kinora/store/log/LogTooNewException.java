package io.kinora.store.log;

/// The file was written by a later version of Kinora.
public final class LogTooNewException extends LogFormatException {
  LogTooNewException(String where, int version) {
    super(where + " has format " + version + "; this version of Kinora reads " + LogFormat.VERSION);
  }
}
