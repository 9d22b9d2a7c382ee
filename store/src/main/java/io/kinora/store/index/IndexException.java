package io.kinora.store.index;

import java.io.IOException;
import java.sql.SQLException;

/// The database of the index failed.
public final class IndexException extends IOException {
  private final boolean damaged;

  IndexException(SQLException cause, boolean damaged) {
    super("index: " + cause.getMessage(), cause);
    this.damaged = damaged;
  }

  /// Whether the database's file contradicts itself, so that only a new one helps.
  public boolean isDamaged() {
    return damaged;
  }
}
