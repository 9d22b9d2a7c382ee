package io.kinora.server.control;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Changes streams atomically and tells who must know. Safe for all threads.
final class StreamChanges {
  private final StreamCatalog streams;
  private final StreamLifecycle lifecycle;
  private final Versions versions;

  /// News must come in the order of the changes, or a session would go on with an old retention.
  /// Held while the disk works, as the catalog's own lock is.
  private final ReentrantLock order = new ReentrantLock();

  StreamChanges(StreamCatalog streams, StreamLifecycle lifecycle, Versions versions) {
    this.streams = streams;
    this.lifecycle = lifecycle;
    this.versions = versions;
  }

  /// Changes a stream of exactly that version and gives it another one.
  void update(StreamRecord stream, String version, UnaryOperator<StreamRecord> change) {
    update(
        stream,
        current -> {
          Versions.check(current, version);
          return change.apply(current).withVersion(versions.next());
        });
  }

  /// Changes a stream and leaves its version. What `change` throws leaves the stream as it was.
  void update(StreamRecord stream, UnaryOperator<StreamRecord> change) {
    order.lock();
    try {
      lifecycle.streamUpdated(streams.update(stream.id(), change).orElseThrow(() -> gone(stream)));
    } finally {
      order.unlock();
    }
  }

  static ApiException gone(StreamRecord stream) {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The requested stream %s is not found or not active.".formatted(stream.name()));
  }
}
