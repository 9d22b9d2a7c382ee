package io.kinora.store.log;

import java.util.Optional;

/// What a record of the log is.
public enum RecordType {
  /// The octets that go in front of fragments of this segment.
  STREAM_HEADER(1),
  /// A complete fragment.
  FRAGMENT(2),
  /// A fragment whose octets were given back to the disk.
  ERASED(3),
  /// Behind a segment in which something is to be erased: all before it was durable.
  BARRIER(4),
  /// Catalog: the last stream id given away and the latest creation time.
  CATALOG_STATE(16),
  /// Catalog: a stream was created or changed; the payload is all of it.
  STREAM(17),
  /// Catalog: a stream was deleted.
  STREAM_DELETED(18),
  /// Catalog: sequence numbers of a stream were given out.
  SEQUENCES_RESERVED(19),
  /// Catalog: where a stream ended that retention emptied.
  STREAM_ENDED(20);

  private static final RecordType[] VALUES = values();

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<RecordType> of(int code) {
    for (var type : VALUES) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
