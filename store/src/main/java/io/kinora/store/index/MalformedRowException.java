package io.kinora.store.index;

import java.sql.SQLException;

/// A packed row holds what was never written: the file of the index is damaged.
final class MalformedRowException extends SQLException {
  private static final long serialVersionUID = 1;

  MalformedRowException(String what) {
    super("malformed row: " + what);
  }
}
