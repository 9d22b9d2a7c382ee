package io.kinora.store.log;

import java.io.IOException;

/// A file of the log cannot be read as what it should be.
public abstract sealed class LogFormatException extends IOException
    permits CorruptLogException, LogTooOldException, LogTooNewException {
  LogFormatException(String message) {
    super(message);
  }
}
