package io.kinora.server.control;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;
import java.util.function.UnaryOperator;

/// Changes streams atomically and tells who must know. Safe for all threads.
final class StreamChanges {
  private final StreamCatalog streams;
  private final StreamLifecycle lifecycle;
  private final Versions versions;

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
    lifecycle.streamUpdated(streams.update(stream.id(), change).orElseThrow(() -> gone(stream)));
  }

  static ApiException gone(StreamRecord stream) {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The requested stream %s is not found or not active.".formatted(stream.name()));
  }
}
