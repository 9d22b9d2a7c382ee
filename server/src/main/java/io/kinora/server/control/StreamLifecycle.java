package io.kinora.server.control;

import io.kinora.store.StreamRecord;

/// Is told what happened to streams, after it is durable, on the thread of the caller; must not
/// block for long.
public interface StreamLifecycle {
  /// The settings of a stream changed, its retention perhaps among them.
  void streamUpdated(StreamRecord stream);

  /// A stream was deleted: whoever writes to it or reads from it must end.
  void streamDeleted(StreamRecord stream);
}
