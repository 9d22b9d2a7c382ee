package io.kinora.server.control;

import io.kinora.store.StreamRecord;

/// Is told what happened to streams once it is durable, on the thread that did it, in the order in
/// which it happened to each stream. Must not block.
public interface StreamLifecycle {
  /// The settings of a stream changed, its retention perhaps among them.
  void streamUpdated(StreamRecord stream);

  /// A stream was deleted: whoever writes to it or reads from it must end.
  void streamDeleted(StreamRecord stream);
}
