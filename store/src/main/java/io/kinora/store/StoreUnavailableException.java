package io.kinora.store;

import java.io.IOException;

/// The store cannot make octets durable now: the disk is full, failing or closed. What was
/// acknowledged before stays readable.
public final class StoreUnavailableException extends IOException {
  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
